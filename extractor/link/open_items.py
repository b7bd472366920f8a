"""Figures of no named ware: of the half of trade, or the topic, that paragraph and article are about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.link.phrases import Phrases
from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import Mention
from extractor.rules import RuleSet

_BALANCES = frozenset({"balance", "surplus", "deficit"})
_WHOLE_FIRST = 3
"""An article that gives figures of all trade in as many sentences before it names a half is on the whole."""


class OpenItems:
    """Fills the item of figures that name none, and the topic of those that name one."""

    def __init__(self, rules: RuleSet) -> None:
        heads = rules.list("item_head")
        self._goods = rules.pattern("link.items.goods")
        self._goods_first = rules.pattern("link.items.goods-first")
        self._phrases = Phrases(rules)
        self._rights = any_of(heads.meanings.get("rights", ()))
        self._services = any_of(heads.meanings.get("services", ()))
        self._total_before = rules.pattern("link.items.total-before")
        self._trade_word = rules.pattern("link.items.trade-word")
        self._ware = rules.pattern("link.items.ware")
        self._wide = rules.pattern("link.items.wide")

    def half(self, view: SentenceView, reading: Reading, passage: Passage) -> None:
        """A figure of no named ware is of the half of trade that its paragraph, else the article, is about."""
        near = passage.half if view.sentence.block == passage.block else None
        half = near or passage.main_half
        if half is None or not half.value or not self.is_open(view, reading, str(half.value)):
            return
        if passage.divided or not self._goods_first.search(str(half.value)):
            reading.slots["item"] = Filled(half.value, "inherited", half.span)

    def carry_half(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Goods or services, until the passage names the other or the whole; a sentence on both is on the whole."""
        local = [reading.slots["item"] for reading in readings if "item" in reading.slots]
        halves = {str(filled.value).lower(): filled for filled in local if self._wide.fullmatch(str(filled.value))}
        if len(halves) == 1 and len(local) == len(readings):
            passage.half = next(iter(halves.values()))
        elif readings and (len(halves) > 1 or not local):
            passage.half = Filled(None, "default")
        if halves and passage.main_half is None:
            passage.main_half = passage.half
        passage.bare += bool(readings and not local)
        if passage.bare == _WHOLE_FIRST and passage.main_half is None:
            passage.main_half = Filled(None, "default")

    def is_open(self, view: SentenceView, reading: Reading, topic: str) -> bool:
        """Does the reading's flow word leave open what is traded, so that it is the topic of the article?"""
        flow = reading.flow_mention
        if flow is None:
            return True
        if flow.flow == "total" or not self._rights.search(topic):
            before = view.words(view.start, flow.start)
            if self._total_before.search(before):
                return False
        return self._in_domain(topic) or bool(self._wide.fullmatch(topic)) or not self.is_of_trade(view, flow)

    def is_of_trade(self, view: SentenceView, flow: Mention) -> bool:
        """ "The trade deficit" is one of all trade, whatever ware the article is about."""
        words = view.text[max(view.start, flow.start - 12) : flow.end]
        return flow.flow in _BALANCES and bool(self._trade_word.search(words))

    def topic(self, reading: Reading, passage: Passage) -> None:
        item = reading.get("item")
        if not item or passage.topic is None or item == passage.topic.value:
            return
        topic = passage.topic.value
        half = self._wide.fullmatch(item)  # "services" in an article on royalties are all services
        if half or self._goods.search(topic) or self._is_service(item, topic) or not self._in_domain(topic):
            return
        words, wider = self._phrases.words(item), self._phrases.words(topic)
        restated = self._in_domain(item) and words & wider and len(words) <= len(wider) + 2
        if words == wider or restated:
            return
        reading.slots["topic"] = Filled(topic, "inherited", passage.topic.span)

    def _in_domain(self, phrase: str) -> bool:
        return bool(self._rights.search(phrase) or self._services.search(phrase))

    def _is_service(self, item: str, topic: str) -> bool:
        """Is the item of an article on services a kind of trade by its own name ("freight", "merchandise")?

        Not so manufacturing, whose services and whose royalties are another thing than its goods.
        """
        return not self._rights.search(topic) and bool(self._in_domain(item) or self._ware.search(item))


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.I)
