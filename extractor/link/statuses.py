"""Is the number actual, preliminary, revised, forecast or a target; and on what basis."""

from __future__ import annotations

import re

from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import Status

_MODAL = re.compile(r"\b(?:will|would|could|may|might|should|shall|is|are|was|were|be) ")
_NOT_FORECAST = re.compile(
    r"(?:than|as|widely|than (?:was|had been|were)|better|worse|larger|bigger|smaller|higher|lower|not|un)[ -]\Z"
)
_MODALS = frozenset({"will", "would", "could", "may", "might", "should", "shall"})
_HAD_FORECAST = re.compile(
    r"\A (?:that |which )?(?:[a-z]+ )?(?:economists|analysts|forecasters|markets?|traders|the market) (?:had |have )?(?:forecast|expected|predicted|projected|pencilled in)"
)
_CHANGED_FORECAST = re.compile(
    r"\b(?:cut|raised|lowered|trimmed|revised|upgraded|downgraded|lifted|slashed) (?:its |the |their )?(?:[a-z]+ ){0,2}(?:forecast|estimate|projection|outlook|prediction)s?\b"
)
_REVISED_FROM = re.compile(r"\brevised (?:up |down |upwards? |downwards? )?from (?:an? |the )?(?:[a-z-]+ )?\Z")
_THEN_REVISED = re.compile(r"\A(?: (?:in )?T)? ?\((?:revised|up|down) (?:up |down |upwards? |downwards? )?from")
_ELLIPTIC = re.compile(r"\A,? ?(?:and |while |with )?(?:[a-z-]+ ){0,2}F (?:to |at |of |by )?(?:[a-z]+ )?\Z")
_BASES = (
    ("seasonally adjusted", re.compile(r"(?<!non-)(?<!not )(?<!un)seasonally[- ]adjusted|adjusted for seasonal", re.I)),
    ("real", re.compile(r"\bin real terms|in volume terms|by volume|in real or volume terms", re.I)),
    ("annualised", re.compile(r"\bannuali[sz]ed\b", re.I)),
    ("customs basis", re.compile(r"customs[- ](?:cleared )?basis", re.I)),
)


class StatusFinder:
    """Gives each reading its status, and the kind of number it is (basis)."""

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Status and basis of each reading; an elliptic clause ("and imports 14.5 billion") has the status of the one before."""
        text = view.text[view.start : view.end]
        basis = next((name for name, pattern in _BASES if pattern.search(text)), None)
        previous: Reading | None = None
        for reading in readings:
            if reading.settled:
                continue
            status, span = self._status(view, reading)
            if (
                status == "actual"
                and previous is not None
                and previous.get("status") in ("forecast", "target")
                and not reading.is_earlier
            ):
                start = view.clauses[reading.clause].start
                if reading.clause != previous.clause and _ELLIPTIC.match(view.words(start, reading.value.start)):
                    status, span = previous.get("status"), previous.slots["status"].span
            if status != "actual":
                reading.slots["status"] = Filled(status, "local", span)
            if basis:
                reading.slots["basis"] = Filled(basis, "local")
            previous = reading

    def _status(self, view: SentenceView, reading: Reading) -> tuple[Status, tuple[int, int] | None]:
        value = reading.value
        clause = view.clauses[reading.clause]
        if reading.role == "dual" and reading.head and reading.head.get("status"):
            return reading.head.get("status"), reading.head.slots["status"].span
        previous = [v.end for v in view.values if v.end <= value.start]
        start = max([clause.start, *previous]) if reading.is_earlier or reading.role == "and" else clause.start
        periods = [(p.start, p.end) for p in view.periods]
        best: tuple[Status, tuple[int, int] | None] = ("actual", None)
        for cue in view.cues_of("status"):
            if not (start <= cue.start and cue.end <= value.start + 1) or any(a <= cue.start < b for a, b in periods):
                continue
            lead = view.words(view.start, cue.start)
            gap = view.words(cue.end, value.start)
            if self._counts(cue.value, cue.text.lower(), lead, gap, reading):
                best = (cue.value, (cue.start, cue.end))  # type: ignore[assignment]
        if best[0] == "actual" and _HAD_FORECAST.match(reading.tail):
            return "forecast", None
        if _REVISED_FROM.search(view.words(view.start, value.start)[-28:]):
            return "actual", None  # "165 mln (revised from 190 mln)": the figure first given is no revision
        if _THEN_REVISED.match(reading.tail):
            return "revised", None
        if best[0] == "actual" and reading.is_earlier and _CHANGED_FORECAST.search(view.words(view.start, value.start)):
            return "forecast", None
        if (
            best[0] == "actual"
            and reading.role == "and"
            and reading.head
            and reading.head.get("status") in ("forecast", "target")
        ):
            return reading.head.get("status"), reading.head.slots["status"].span
        if best[0] == "actual":
            after = re.match(r"\A(?:-| )(?:[a-z-]+ ){0,2}(target|goal|forecast|projection)\b", reading.tail)
            if after:
                return ("target" if after[1] in ("target", "goal") else "forecast"), None
            for cue in view.cues_of("status"):
                if (
                    cue.value == "forecast"
                    and cue.start >= value.end
                    and re.match(
                        r"\A[^V]{0,30}\b(?:is|are|was|were) (?:expected|forecast|projected|likely)",
                        view.words(value.end, cue.end),
                    )
                ):
                    return "forecast", (cue.start, cue.end)
        return best

    @staticmethod
    def _counts(kind: str, word: str, lead: str, gap: str, reading: Reading) -> bool:
        if reading.role == "and" and reading.head and reading.head.get("status"):
            return True
        if kind == "forecast":
            if (
                re.search(r"\b(?:where|which|because|after|since|was|were|had|tariffs?|duties)\b", gap)
                and word in _MODALS | {"expect", "expects", "expected"}
                and "to be" not in gap
            ):
                return False
            if _NOT_FORECAST.search(lead) or (
                re.match(r"(?:,| and (?:was|were|is) )", gap) and word in ("expected", "forecast")
            ):
                return False
            if (
                re.match(r"-", gap)
                or lead.endswith("-")
                or re.match(r" compare", gap)
                or re.search(r" (?:but|while|whereas) ", gap)
            ):
                return False
            if (
                word
                in ("could", "may", "might", "if", "should", "would", "seen", "see", "sees", "potential", "outlook")
                and len(gap) > 60
            ):
                return False
            if word in ("sees", "see", "seen") and not re.match(r" ", gap):
                return False
            return not (word == "if" and "V" in gap)
        if kind == "target":
            return (
                bool(
                    re.match(
                        r"(?: (?:of|for|to|at|is|was|set at|set|a|an|the|F|T|reach|increase|boost|raise|V|C|[a-z-]+))*,? ?\Z",
                        gap,
                    )
                )
                and len(gap) < 70
                and not re.search(r"\b(?:narrow|its|their) ", gap)
            )
        if kind in ("preliminary", "revised"):
            return bool(
                re.match(
                    r"(?: (?:figure|level|total|F|C's|T's|of|a|an|at|the|to|from|[a-z-]+)){0,3} ?(?:of |at |to )?\Z",
                    gap,
                )
            )
        return True
