"""What an article is about as a whole: the topic that its items belong to."""

from __future__ import annotations

import re

from extractor.link.phrases import Phrases
from extractor.link.reading import Filled, SentenceView
from extractor.rules import RuleSet

_SHORT_ARTICLE = 800  # characters; in a note of this length the headline need not be repeated
_FIRST = 3  # sentences in which a topic is named
_OPENING = 2  # the headline and the first sentence
_WORD = re.compile(r"(?<![\w’'-])[a-z]{3,}(?![\w’'-])")
_IN_TITLE, _IN_TEXT = 2, 3  # how often the text must name the only ware of its first sentence
_NOT_BESIDE = 4  # how often the text must name what does not stand beside a flow word


class TopicFinder:
    """Finds the topic where headline or lead say it and the text comes back to it.

    Royalties, technology and the like count wherever headline or lead name them; other items only beside a flow word.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._phrases = Phrases(rules)
        self._known = rules.pattern("link.items.topic-phrase")
        self._trade_balance = rules.pattern("link.items.trade-balance")
        self._charges = rules.pattern("link.items.charges")
        self._account = rules.pattern("link.items.account")
        self._goods_first = rules.pattern("link.items.goods-first")
        self._ware = rules.pattern("link.items.ware")
        self._goods_and_services = rules.pattern("link.items.goods-and-services")

    def find(self, sentences: list[SentenceView]) -> Filled | None:
        """The topic of the article with these sentences, or None."""
        parts = [view for view in sentences if view.sentence.kind in ("headline", "body")]
        whole = " ".join(view.text[view.start : view.end].lower() for view in parts)
        named = [view for view in parts if self._may_name(view)][:_FIRST]
        of_all_trade = any(self._on_trade(view) for view in named)
        plain = bool(named) and bool(named[0].flows) and not _beside_flows(named[0])[0]
        best: tuple[int, int, Filled] | None = None
        for number, view in enumerate(named):
            beside, second = _beside_flows(view)
            beside = beside or _sectors(view)
            for start, end in [*beside, *self._charged(view)]:
                text = self._phrases.clean(view.text[start:end])
                known = bool(self._known.search(text))
                least = (
                    _least_times(number, view, whole, alone=len(set(beside)) == 1)
                    if (start, end) in beside
                    else _NOT_BESIDE
                )
                if self._phrases.times(text, whole) < least or not self._fits(text, number):
                    continue
                if not known and ((start, end) in second or of_all_trade or (number and plain)):
                    continue  # where the article opens with all trade, a ware is but a part of it
                rank = (2 if known else 1, -number)
                if best is None or rank > best[:2]:
                    best = (*rank, Filled(text, "inherited", (start, end)))
        return best[2] if best else self._only_ware(parts, whole)

    def _only_ware(self, parts: list[SentenceView], whole: str) -> Filled | None:
        """The ware that headline and first sentence are on, though it stands beside no flow word: "Brazil sells less coffee".

        None where they tell of all trade: a balance, "total exports", a figure beside a flow word without the ware.
        """
        if any(self._on_trade(view) for view in parts[:_OPENING]):
            return None
        lead = next((view for view in parts if view.sentence.kind == "body"), None)
        if lead is None:
            return None
        title = " ".join(view.text[view.start : view.end].lower() for view in parts if view.start < lead.start)
        anchors = {item.anchor for item in lead.items}
        plain = [flow for flow in lead.flows if flow.start not in anchors and not flow.text.endswith(("ed", "ing"))]
        if lead.values and any(flow.end < lead.values[0].start for flow in plain):
            return None
        counted: dict[str, tuple[int, tuple[int, int]]] = {}
        for word in _WORD.finditer(lead.text, lead.start, lead.end):
            names_more = self._goods_first.search(word[0]) or self._known.search(word[0])
            if self._ware.search(word[0]) and not names_more:
                counted.setdefault(word[0].rstrip("s"), (self._phrases.times(word[0], whole), word.span()))
        ranked = sorted(counted.items(), key=lambda one: -one[1][0])
        if not ranked or (len(ranked) > 1 and ranked[1][1][0] >= ranked[0][1][0]):
            return None
        head, (times, span) = ranked[0]
        if times < (_IN_TITLE if head in title else _IN_TEXT):
            return None
        return Filled(self._phrases.clean(lead.text[slice(*span)]), "inherited", span)

    def _on_trade(self, view: SentenceView) -> bool:
        """Does the sentence tell the balance of all trade ("the trade gap"), so that wares are but parts of the subject?"""
        own = {i.anchor for i in view.items if i.relation in ("modifier", "object")}
        return any(
            self._trade_balance.search(view.text[max(view.start, flow.start - 14) : flow.end])
            for flow in view.flows
            if flow.flow in ("deficit", "surplus", "balance") and flow.start not in own
        )

    def _may_name(self, view: SentenceView) -> bool:
        if view.flows or view.sentence.kind == "headline":
            return True
        return self._known.search(view.text, view.start, view.end) is not None

    def _charged(self, view: SentenceView) -> list[tuple[int, int]]:
        """Known topics that are payments themselves ("royalties"), or whose balance is spoken of ("IP account")."""
        return [
            match.span()
            for match in self._known.finditer(view.text, view.start, view.end)
            if self._charges.search(match[0]) or self._account.match(view.text[match.end() : match.end() + 24])
        ]

    def _fits(self, text: str, number: int) -> bool:
        """All trade is no topic, and goods only where the article opens with them."""
        return not (self._goods_and_services.search(text) or (self._goods_first.search(text) and number > 1))


def _beside_flows(view: SentenceView) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
    """The items beside the flow words of a sentence, and those beside another than the first."""
    anchors = {flow.start for flow in view.flows}
    first = {flow.start for flow in view.flows[:1]}
    beside = [i for i in view.items if i.anchor in anchors and i.relation in ("modifier", "object")]
    return [(i.start, i.end) for i in beside], {(i.start, i.end) for i in beside if i.anchor not in first}


def _sectors(view: SentenceView) -> list[tuple[int, int]]:
    """The sectors that a sentence on trade names: "exports of the software industry"."""
    return [(i.start, i.end) for i in view.items if i.relation == "sector"] if view.flows else []


def _least_times(number: int, view: SentenceView, whole: str, *, alone: bool) -> int:
    """How often the text must name what stands beside a flow word; `alone`: no other ware does in that sentence."""
    if number == 0 and alone and len(whole) < _SHORT_ARTICLE:
        return 1
    return 2 if number == 0 and view.sentence.kind == "headline" else 3
