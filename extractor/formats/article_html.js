(() => {
  "use strict";
  let kept = null;
  const values = (name) => document.querySelectorAll(`[data-values~="${name}"]`);
  const light = (name) => {
    if (!name) return;
    document.getElementById(`claim-${name}`).classList.add("lit");
    document.querySelectorAll(`[data-claims~="${name}"]`).forEach((piece) => piece.classList.add("lit"));
    values(name).forEach((piece) => piece.classList.add("lit-value"));
  };
  const show = (name) => {
    document.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit", "lit-value"));
    light(name || kept);
  };
  const keep = (name, scrollTo) => {
    kept = kept === name ? null : name;
    show(kept);
    if (kept && scrollTo) scrollTo.scrollIntoView({ block: "nearest", behavior: "smooth" });
  };
  document.querySelectorAll(".claim").forEach((card) => {
    const name = card.dataset.claim;
    card.addEventListener("mouseenter", () => show(name));
    card.addEventListener("mouseleave", () => show(null));
    card.addEventListener("click", () => keep(name, values(name)[0]));
    card.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); keep(name, values(name)[0]); }
      if (event.key === "Escape") { kept = null; show(null); }
    });
  });
  document.querySelectorAll(".text [data-claims]").forEach((piece) => {
    // words may serve several claims: another click goes on to the next
    piece.addEventListener("click", () => {
      const names = (piece.dataset.values || piece.dataset.claims).split(" ");
      const name = names[(names.indexOf(kept) + 1) % names.length];
      if (name !== kept) keep(name, document.getElementById(`claim-${name}`));
    });
  });
})();
