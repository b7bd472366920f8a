(() => {
  "use strict";
  const filters = [...document.querySelectorAll("[data-filter]")];
  const errors = [...document.querySelectorAll(".error")];
  const answers = (error, filter) =>
    !filter.value || error.dataset[filter.dataset.filter].split("|").includes(filter.value);
  const apply = () => {
    errors.forEach((error) => { error.hidden = !filters.every((filter) => answers(error, filter)); });
    document.getElementById("shown").textContent = `${errors.filter((error) => !error.hidden).length} of ${errors.length}`;
  };
  filters.forEach((filter) => filter.addEventListener("change", apply));
  apply();
})();
