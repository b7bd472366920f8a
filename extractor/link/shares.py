"""What a share is a share of."""

from __future__ import annotations

from extractor.link.phrases import Phrases
from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import Mention
from extractor.rules import RuleSet


class ShareFinder:
    """Fills share_of."""

    def __init__(self, rules: RuleSet) -> None:
        self._phrases = Phrases(rules)
        self._of_whole = rules.pattern("link.items.of-whole")
        self._anaphor = rules.pattern("link.items.whole-before")
        self._whole_word = rules.pattern("link.items.whole-word")
        self._pronoun = rules.pattern("link.items.whole-pronoun")
        self._share_of = rules.pattern("link.items.share-of")
        self._wide = rules.pattern("link.items.wide-whole")
        self._flow_noun = rules.pattern("link.items.flow-noun")
        self._participle = rules.pattern("link.items.flow-participle")
        self._money = rules.pattern("link.items.whole-money")
        self._total = rules.pattern("link.items.total")

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill what each share of a sentence is of: its own words first, then the share before, then the passage."""
        same: Reading | None = None
        for reading in readings:
            if reading.measure != "share":
                continue
            filled = self._after(view, reading) or self._before(view, reading)
            filled = filled or _of_other(reading, same) or self._of_passage(view, reading, passage)
            if filled is not None:
                reading.slots["share_of"] = filled
            same = reading if reading.get("share_of") else same

    def _after(self, view: SentenceView, reading: Reading) -> Filled | None:
        """ "40 percent of sales abroad"."""
        end = reading.row_end or reading.value.end
        match = self._of_whole.match(view.words(end, view.end))
        if match is None or self._pronoun.fullmatch(match["whole"]):
            return None
        if self._anaphor.match(match["whole"]):
            return self._named_again(match["whole"]) or self._of_flow(reading)
        base = view.masked.at(end)
        start, end = view.masked.source(base + match.start("whole")), view.masked.source(base + match.end("whole"))
        whole = self._phrases.clean(view.text[start:end])
        if self._whole_word.fullmatch(whole):
            whole = "total trade" if reading.flow == "total" else f"total {reading.flow}"
        return Filled(whole, "local", (start, end))

    def _named_again(self, whole: str) -> Filled | None:
        """ "Of this income": the noun, where it is one of the money of trade."""
        noun = whole.split()[-1]
        return Filled(noun, "local") if self._money.fullmatch(noun) else None

    def _before(self, view: SentenceView, reading: Reading) -> Filled | None:
        """ "The share of sales abroad fell to 40 percent": the last such words before the figure."""
        lead = view.words(view.start, reading.value.start)
        match = next(reversed(list(self._share_of.finditer(lead))), None)
        if match is None:
            return None
        base = view.masked.at(view.start)
        start, end = view.masked.source(base + match.start("whole")), view.masked.source(base + match.end("whole"))
        return Filled(self._phrases.clean(view.text[start:end]), "local", (start, end))

    def _of_passage(self, view: SentenceView, reading: Reading, passage: Passage) -> Filled | None:
        flow = reading.flow_mention
        if passage.share_of and passage.share_of.value:
            whole = passage.share_of.value
            if flow is not None and not self._wide.search(whole):
                whole = self._flow_noun.sub(self._noun(reading, flow), whole)
            return Filled(whole, "inherited", passage.share_of.span)
        if self._total.search(view.words(view.start, view.end)):
            return Filled(f"total {reading.flow}", "default")
        return self._of_flow(reading)

    def _of_flow(self, reading: Reading) -> Filled:
        """ "70 percent of it", or a bare share: of what the flow word names."""
        flow = reading.flow_mention
        if flow is None:
            return Filled(f"total {reading.flow}", "default")
        return Filled(self._noun(reading, flow), "default", (flow.start, flow.end))

    def _noun(self, reading: Reading, flow: Mention) -> str:
        """The flow as a noun: "imported" names no whole."""
        other = flow.flow != reading.flow or self._participle.fullmatch(flow.text)
        return (reading.flow or "") if other else flow.text


def _of_other(reading: Reading, same: Reading | None) -> Filled | None:
    """The whole of the share that this one is compared with, or of the one before in the sentence."""
    if reading.head and reading.head.get("share_of"):
        return reading.head.slots["share_of"]
    return same.slots["share_of"] if same and same.flow == reading.flow else None
