"""Is the number actual, preliminary, revised, forecast or a target; and on what basis."""

from __future__ import annotations

from extractor.link.reading import Filled, Held, Passage, Reading, SentenceView
from extractor.models import Cue, Status
from extractor.rules import RuleSet

Found = tuple[Status, tuple[int, int] | None]
"""A status and the words that tell it."""

_ACTUAL: Found = ("actual", None)
_MODALS = frozenset({"will", "would", "could", "may", "might", "should", "shall"})
_NEAR_ONLY = frozenset(
    {"could", "may", "might", "if", "should", "would", "seen", "see", "sees", "potential", "outlook"}
)
"""Words of forecasting that tell nothing of a value far off."""

_EXPECTED = frozenset(
    {"expectation", "expectations", "forecast", "forecasts", "prediction", "predictions", "consensus"}
)
"""What somebody expected, as a noun."""

_ADJECTIVES = frozenset({"expected", "forecast", "forecasted", "projected", "predicted", "anticipated"})
"""The same, as an adjective before a figure."""

_FAR = 60
_YEAR = 12
_VIEW_AGO = tuple(
    f"{length} {ago}" for length in ("week", "weeks", "month", "months") for ago in ("ago", "earlier", "before")
)
_SOON = 31
"""Days before the end of a period in which its figures may be estimated as if it were over."""
_FARTHEST_AIM = 70
_BASES = {
    "seasonally adjusted": "link.basis.seasonally-adjusted",
    "real": "link.basis.real",
    "annualised": "link.basis.annualised",
    "customs basis": "link.basis.customs",
}
_AHEAD = frozenset({"forecast", "target"})
_AIMS = frozenset({"target", "goal"})
_GOES_ON = frozenset({"forecast", "target", "preliminary"})


class StatusFinder:
    """Gives each reading its status, and the kind of number it is (basis)."""

    def __init__(self, rules: RuleSet) -> None:
        self._bases = [(name, rules.pattern(rule)) for name, rule in _BASES.items()]
        self._elliptic = rules.pattern("link.status.elliptic")
        self._and_another = rules.pattern("link.status.and-another")
        self._brought_to = rules.pattern("link.status.brought-to")
        self._of_clause = rules.pattern("link.status.of-clause")
        self._estimate_aside = rules.pattern("link.status.estimate-aside")
        self._had_foretold = rules.pattern("link.status.had-foretold")
        self._held_against = rules.pattern("link.status.held-against")
        self._then_foretold = rules.pattern("link.status.then-foretold")
        self._then_aimed_at = rules.pattern("link.status.then-aimed-at")
        self._itself_revised = rules.pattern("link.status.itself-revised")
        self._is_foretold = rules.pattern("link.status.is-foretold")
        self._by_forecast = rules.pattern("link.status.by-forecast")
        self._estimate_beside = rules.pattern("link.status.estimate-beside")
        self._headline_to = rules.pattern("link.status.headline-to")
        self._new_estimate = rules.pattern("link.status.new-estimate")
        self._results_in = rules.pattern("link.status.results-in")
        self._changed_forecast = rules.pattern("link.status.changed-forecast")
        self._noun_after = rules.pattern("link.status.noun-after")
        self._revised_from = rules.pattern("link.status.revised-from")
        self._newly_revised = [
            rules.pattern(f"link.status.{name}")
            for name in ("revised-from-to", "revised-by-to", "revised-to-show", "marked-revised")
        ]
        self._then_revised = [rules.pattern(f"link.status.{name}") for name in ("then-revised", "replaces")]
        self._preliminary = rules.pattern("link.status.preliminary-data")
        self._measured_against = rules.pattern("link.status.measured-against")
        self._who_estimates = rules.pattern("link.status.who-estimates")
        self._estimated_ahead = rules.pattern("link.status.estimated-ahead")
        self._by_estimate = rules.pattern("link.status.by-estimate")
        self._first_given = rules.pattern("link.status.first-given")
        self._revisions = rules.pattern("link.status.revisions")
        self._view_told = rules.pattern("link.status.view-told")
        self._estimated = rules.pattern("link.status.estimated")
        self._with_former = rules.pattern("link.status.with-former")
        self._counting = Counting(rules)

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Status and basis of each reading; a clause or figure that only goes on has the status of the one before."""
        text = view.masked.text
        basis = next((name for name, pattern in self._bases if pattern.search(text)), None)
        previous: Reading | None = None
        only_ahead = True
        for reading in readings:
            if reading.settled:
                continue
            status, span = self._status(view, reading, passage)
            if previous is not None and self._continues(view, reading, previous, status, only_ahead=only_ahead):
                status, span = previous.get("status"), previous.slots["status"].span
            only_ahead = only_ahead and (status == "forecast" or reading.is_earlier)
            if status != "actual":
                reading.slots["status"] = Filled(status, "local", span)
            if basis:
                reading.slots["basis"] = Filled(basis, "local")
            previous = reading

    def hold(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """ "Preliminary figures show": it holds for the report's own period, not for earlier ones it compares with.

        What opens the report on a period holds for all that is told of it ("According to preliminary data exports came
        to ..."); what comes in when figures of the period have been told already holds for its own sentence.
        """
        mains = [r for r in readings if not r.is_earlier and r.get("period")]
        within = passage.held
        text = view.masked.text
        if view.sentence.kind == "body":
            passage.revising = self._revisions.search(text) is not None or (passage.revising and not view.values)
        if self._preliminary.search(text) and not self._measured_against.search(text):
            within = self._begin(view, mains, passage)
        if within.block not in (None, view.sentence.block):
            within = passage.held = Held()
        if mains and within.status and within.period is None:
            within.period, within.source = mains[0].get("period"), mains[0].get("source")
        ahead = False
        for reading in readings:
            ahead = self._is_of_running(view, reading, passage) or (ahead and not reading.is_earlier)
            if ahead and reading.get("status") in (None, "preliminary"):
                reading.slots["status"] = Filled("forecast", "inherited")
            if not reading.get("status") and not reading.is_earlier and within.covers(reading):
                reading.slots["status"] = Filled(within.status, "inherited")
        if view.sentence.kind == "body":
            passage.told.update(r.get("period") for r in mains)

    def _is_of_running(self, view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """Is it an estimate of a year or season that runs on long after the article was written?"""
        period = reading.get("period")
        if reading.is_earlier or period is None:
            return False
        start = view.clauses[reading.clause].start
        if self._estimated.search(view.words(start, reading.value.start)) is None:
            return False
        goes_on = passage.last and reading.slots["period"].how == "inherited"
        if goes_on and all(r.get("status") == "forecast" for r in passage.last if not r.is_earlier):
            return True
        return passage.written is not None and (period.last - passage.written).days >= _SOON

    def _begin(self, view: SentenceView, mains: list[Reading], passage: Passage) -> Held:
        """What a sentence on preliminary figures leaves: to the report, to its paragraph, or to itself only."""
        held = Held("preliminary", is_wide=not passage.told)
        if mains and (mains[0].get("period") in passage.told or (passage.told and self._is_said_after(view, mains))):
            return held
        if passage.told and not view.values:
            held.block = view.sentence.block
        passage.held = held
        return held

    def _is_said_after(self, view: SentenceView, mains: list[Reading]) -> bool:
        """Does the sentence call its figures preliminary by the way: "were $5 bn, according to preliminary data"?"""
        return self._preliminary.search(view.words(view.start, mains[0].value.end)) is None

    def _continues(
        self, view: SentenceView, reading: Reading, previous: Reading, status: Status, *, only_ahead: bool
    ) -> bool:
        before = previous.get("status")
        if before not in _GOES_ON or reading.is_earlier or previous.is_earlier:
            return False
        start = view.clauses[reading.clause].start
        words = view.words(start, reading.value.start)
        if before == "target" and self._of_clause.search(words):
            return True
        between = view.words(previous.value.end, reading.value.start)
        if before in _AHEAD and self._itself_revised.fullmatch(between):
            return True
        if status != "actual":
            return False
        if only_ahead and self._results_in.fullmatch(between):
            return True
        if self._and_another.fullmatch(between):
            return True
        if "(" in between and "T" in between.partition("(")[2]:
            return False  # "estimated at $3bn (in 2015, $2bn)"
        if reading.clause != previous.clause:
            return bool(self._elliptic.match(words))
        if self._brought_to.fullmatch(between):
            return True
        if "T" in between:
            return False
        return before == "preliminary" and reading.role in ("delta", "bracket", "and", "share", "dual")

    def _status(self, view: SentenceView, reading: Reading, passage: Passage) -> Found:
        if reading.role == "dual" and reading.head and reading.head.get("status"):
            return reading.head.get("status"), reading.head.slots["status"].span
        if self._estimate_beside.search(view.words(view.start, reading.value.start)):
            return "forecast", None
        revision = self._revision(view, reading, passage)
        if revision:
            return revision
        noun = self._noun_after.match(reading.tail)
        if noun and noun["noun"] in _AIMS:
            return "target", None
        found = self._by_cue(view, reading)
        if found == _ACTUAL:
            found = self._by_surroundings(view, reading)
        return found

    def _revision(self, view: SentenceView, reading: Reading, passage: Passage) -> Found | None:
        """Which of two figures was first given and which takes its place."""
        value = reading.value
        before = view.words(view.start, value.start)
        if self._revised_from.search(before):
            return _ACTUAL  # "165 mln (revised from 190 mln)": the figure first given is no revision
        after = view.words(value.end, view.end)
        if self._first_given.match(after):
            return _ACTUAL
        if any(p.search(before) for p in self._newly_revised) or any(p.match(after) for p in self._then_revised):
            return "revised", None
        revising = passage.revising or self._revisions.search(before) is not None
        return ("revised", None) if revising and self._with_former.match(after) else None

    def _by_cue(self, view: SentenceView, reading: Reading) -> Found:
        """What the last word of status before the value tells, where it reaches the value."""
        value = reading.value
        previous = [v.end for v in view.values if v.end <= value.start]
        start = view.clauses[reading.clause].start
        if reading.is_earlier or reading.role == "and":
            start = max([start, *previous])
        start = next((c.start for c in view.cues_of("status") if 0 <= start - c.end <= 1), start)
        periods = [(p.start, p.end) for p in view.periods]
        found = _ACTUAL
        for cue in view.cues_of("status"):
            within = start <= cue.start and cue.end <= value.start + 1
            if within and not any(a <= cue.start < b for a, b in periods) and self._counting.counts(view, cue, reading):
                found = (cue.value, (cue.start, cue.end))  # type: ignore[assignment]
                if "estimat" in cue.text.lower() and self._estimated_ahead.match(view.words(cue.end, value.start)):
                    found = "forecast", (cue.start, cue.end)
        return found

    def _by_surroundings(self, view: SentenceView, reading: Reading) -> Found:
        """What no word of status before the value tells."""
        value, head = reading.value, reading.head
        after = view.words(value.end, view.end)
        before = view.words(view.start, value.start)
        if self._had_foretold.match(after):
            return "forecast", None
        if self._held_against.search(before):
            if self._then_aimed_at.match(after):
                return "target", None
            if self._then_foretold.match(after):
                return "forecast", None
        if self._by_forecast.match(after) and not before.endswith(" from "):
            return "forecast", None
        if view.sentence.kind == "headline" and self._headline_to.search(before):
            return "forecast", None
        if not reading.is_earlier and self._new_estimate.search(before):
            return "forecast", None
        changed = self._changed_forecast.search(before) if reading.is_earlier else None
        if changed:
            return ("target" if changed["noun"] in _AIMS else "forecast"), None
        if (
            reading.role == "and"
            and head
            and head.get("status") in _AHEAD
            and not self._counting.is_apart(view, reading)
        ):
            return head.get("status"), head.slots["status"].span
        if reading.is_earlier and head and head.get("status") == "forecast" and self._is_earlier_view(view, reading):
            return "forecast", None
        noun = self._noun_after.match(reading.tail)
        if noun:
            return ("target" if noun["noun"] in _AIMS else "forecast"), None
        for cue in view.cues_of("status"):
            if cue.value == "forecast" and cue.start >= value.end:
                if self._is_foretold.match(view.words(value.end, cue.end)):
                    return "forecast", (cue.start, cue.end)
                break
        return ("preliminary", None) if self._is_estimate(reading, before, after) else _ACTUAL

    def _is_earlier_view(self, view: SentenceView, reading: Reading) -> bool:
        """Is it what was foreseen before: "sees a surplus of $5bn in 2015, up from $4bn a month ago"?"""
        told = next((p for p in view.periods if p.start >= reading.value.end), None)
        if told is None or not self._view_told.fullmatch(view.words(reading.value.end, told.start)):
            return False
        return told.text.lower().endswith(_VIEW_AGO) and any(
            (p.period and p.period.months) == _YEAR for p in view.periods
        )

    def _is_estimate(self, reading: Reading, before: str, after: str) -> bool:
        """Is it somebody's estimate, as words aside or after it say: "..., the board estimates"?"""
        if self._estimate_aside.search(before) or self._by_estimate.match(after):
            return True
        return not reading.is_earlier and self._who_estimates.match(after) is not None


class Counting:
    """Tells whether a word of status before a value is said of the value."""

    def __init__(self, rules: RuleSet) -> None:
        self._not_foretold = rules.pattern("link.status.not-foretold")
        self._near = rules.pattern("link.status.near")
        self._aimed_at = rules.pattern("link.status.aimed-at")
        self._own = rules.pattern("link.status.own")
        self._other_clause = rules.pattern("link.status.other-clause")
        self._turn = rules.pattern("link.status.turn")
        self._beaten = rules.pattern("link.status.beaten")
        self._of_figure = rules.pattern("link.status.of-figure")
        self._starting_from = rules.pattern("link.status.starting-from")
        self._done_since = rules.pattern("link.status.done-since")
        self._one_only = rules.pattern("link.status.one-only")
        self._measured = rules.pattern("link.status.measured")
        self._as_expected = rules.pattern("link.status.as-expected")
        self._aside_ahead = rules.pattern("link.status.aside-ahead")
        self._its_time = rules.pattern("link.status.its-time")
        self._after_fact = rules.pattern("link.status.after-fact")
        self._to_beat = rules.pattern("link.status.to-beat")
        self._of_its_time = rules.pattern("link.status.of-its-time")
        self._asked_if = rules.pattern("link.status.asked-if")
        self._looked_ahead = rules.pattern("link.status.looked-ahead")
        self._who_would = rules.pattern("link.status.who-would")

    def counts(self, view: SentenceView, cue: Cue, reading: Reading) -> bool:
        """Is the word said of the value?"""
        if reading.role == "and" and reading.head and reading.head.get("status") and not self.is_apart(view, reading):
            return True
        lead = view.words(view.start, cue.start)
        gap = view.words(cue.end, reading.value.start)
        word = cue.text.lower()
        if cue.value == "forecast":
            return self._is_forecast(word, lead, gap)
        if cue.value == "target":
            return len(gap) < _FARTHEST_AIM and bool(self._aimed_at.fullmatch(gap)) and not self._own.search(gap)
        return bool(self._near.fullmatch(gap))

    def is_apart(self, view: SentenceView, reading: Reading) -> bool:
        """ "Below the projected 6% and April's 5%": the second figure has a time of its own."""
        head = reading.leader
        return (
            head is not None and self._its_time.fullmatch(view.words(head.value.end, reading.value.start)) is not None
        )

    def _is_forecast(self, word: str, lead: str, gap: str) -> bool:
        expects = word in _MODALS or word in ("expect", "expects", "expected")
        if expects and self._other_clause.search(gap) and "to be" not in gap:
            return False
        if self._not_foretold.search(lead) or lead.endswith("-") or gap.startswith(("-", " compare")):
            return False
        if word in ("expected", "forecast") and self._as_expected.match(gap):
            return False
        if self._who_would.search(lead) and self._aside_ahead.match(gap):
            return False
        if self._after_fact.search(gap) or self._to_beat.fullmatch(gap) or self._of_its_time.fullmatch(gap):
            return False
        if self._turn.search(gap) or (word in _NEAR_ONLY and len(gap) > _FAR):
            return False
        if word in ("sees", "see", "seen") and not gap.startswith(" "):
            return False
        if word == "seen" and lead.endswith(("has ", "have ", "had ")):
            return False  # "has seen its share fall"
        if self._done_since.search(gap) or (word in _MODALS and self._starting_from.search(gap)):
            return False
        if word in _EXPECTED and self._beaten.search(lead) and not self._of_figure.match(gap):
            return False  # "beat expectations with a rise of 5%"
        if word in _ADJECTIVES and "V" in gap and self._one_only.search(lead):
            return False  # "more than the expected 4%; exports rose 8%"
        if word == "outlook" and self._looked_ahead.match(gap):
            return False
        return not (word == "if" and ("V" in gap or self._measured.match(gap) or self._asked_if.search(lead)))
