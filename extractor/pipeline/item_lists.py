"""Wares in lists, each with a figure of its own: "tea (+12.4%), spices $108m"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from extractor.models import Label, Mention
from extractor.pipeline.noun_phrases import Edges, NounPhrases
from extractor.rules import RuleSet
from extractor.spans import ItemPhrase

_VALUES = frozenset({Label.MONEY, Label.PERCENT, Label.QUANTITY})
_LABEL_MARK = re.compile(
    r"(?:,?\s+(?:worth|at|with|on|for)\s*|\s*(?:[,:(–—-]|\s)\s*[(+−-]?|\s*\(\s*(?:up|down|plus|minus)\s+(?:by\s+)?)$"
)
_LIST_EDGE = re.compile(
    r"(?:^|[,;:•·(\n]|[,;] (?:and|or)|^\W+|\b(?:were|was|are|including|namely|includes?|included|comprised?|comprising|such as|like|notably|mainly|mostly|especially|(?:led|driven|headed|topped|dominated|followed) by|ahead of|second only to|behind|next to|by|then))\s*(?:[-*–•]\s*)?(?:\d+\.\s*)?(?:the )?$",
    re.I,
)
_MEMBER_OF = re.compile(
    r"\b(?:in|of|by|for|on|from|as)\s+(?:(?:the|other)\s+|(?:[a-z][a-z -]*,\s+){1,4}(?:and|or)\s+)?$"
)
_MEMBERS_BEFORE = re.compile(r"\b(?:in|of|by|for|on|from|as)\s+((?:[a-z][a-z -]*,\s+){1,4}(?:and|or)\s+)$")
_COMMA_MEMBERS = re.compile(r"(?<!\w)(?:[a-z][a-z-]*(?:\s[a-z][a-z-]*)?,\s+){1,4}(?P<and>and\s+)?$")
_ASIDE_REACH = 40  # characters from a ware to the figure in the words behind it
_REACH = 90  # characters before a phrase in which its lead is looked for
_EACH = re.compile(r"\s(?:a|per|each|every)\s(?:year|month|quarter|week|day)\b", re.I)
_TO_PERIOD = re.compile(r"\s(?:in\s|during\s)?(?:the\s)?", re.I)


class ItemLists:
    """Finds the phrases that name the members of a list of figures."""

    def __init__(self, rules: RuleSet) -> None:
        self._member_lead = rules.pattern("link.items.member-lead")
        self._member_tail = rules.pattern("link.items.member-tail")
        self._phrases = NounPhrases(rules)
        self._ranked_lead = rules.pattern("link.items.ranked-lead")
        self._told_behind = rules.pattern("link.items.told-behind")

    def labels(self, edges: Edges, mentions: list[Mention]) -> list[ItemPhrase]:
        """Phrases that a list puts right before its figures: "tea (+12.4%), spices $108m", "Textiles: $9bn"."""
        found = []
        for value in (m for m in mentions if m.label in _VALUES):
            mark = _LABEL_MARK.search(edges.text, max(edges.start, value.start - 24), value.start)
            item = self._of_kind(
                edges, self._phrases.left(edges, mark.start() if mark else value.start, "label", value.start)
            )
            before = edges.text[edges.start : item.start] if item else ""
            bracketed = item and mark and "(" in mark[0] and _MEMBER_OF.search(before)
            if item and bracketed:
                found.append(_whole_list(before, item))
                continue
            listed = any(m.label in _VALUES and m.end <= item.start for m in mentions) if item else False
            if item and (_LIST_EDGE.search(before) or (listed and re.search(r"\band $", before))):
                found.append(item)
            else:
                found.extend(self._ranked_behind(edges, value))
        return found

    def _of_kind(self, edges: Edges, item: ItemPhrase | None) -> ItemPhrase | None:
        """A phrase with the ware that it tells the kind of: "goods of local make (+5%)"."""
        if item is None or not edges.text.startswith("of ", max(edges.start, item.start - 3)):
            return item
        ware = self._phrases.left(edges, item.start - 4, "label", item.anchor)
        known = ware and self._phrases.is_known(edges.text[ware.start : ware.end])
        return replace(item, start=ware.start) if ware and known else item

    def _ranked_behind(self, edges: Edges, value: Mention) -> list[ItemPhrase]:
        """What a sentence puts in its place: "The main gainers were tin and zinc, which rose V", "Behind the slump was tea, down V"."""
        mark = self._told_behind.search(edges.text, max(edges.start, value.start - _ASIDE_REACH), value.start)
        last = self._phrases.left(edges, mark.start(), "label", value.start) if mark else None
        if last is None:
            return []
        item = with_members(edges, last)
        lead = self._ranked_lead.search(edges.text[max(edges.start, item.start - _REACH) : item.start])
        return [item] if lead else []

    def members(self, edges: Edges, mentions: list[Mention]) -> list[ItemPhrase]:
        """Later members of a list, whose verb is left out: "tea made $2bn, coffee $1bn and copper a mere $900m"."""
        found = []
        values = [m for m in mentions if m.label in _VALUES]
        for previous, value in pairwise(values):
            lead = self._member_lead.match(edges.text, after_time(edges, previous, mentions), value.start)
            if lead is None:
                continue
            at = self._phrases.skip(edges, lead.end(), ("determiner", "adjective"))
            item = self._phrases.right(edges, at, "label", value.start)
            if item and item.end <= value.start and self._member_tail.fullmatch(edges.text, item.end, value.start):
                found.append(item)
        return found


def with_members(edges: Edges, last: ItemPhrase) -> ItemPhrase:
    """A phrase with the members of its list that stand before it, whatever stands before those."""
    members = _COMMA_MEMBERS.search(edges.text, max(edges.start, last.start - 80), last.start)
    closed = members and (members["and"] or " and " in edges.text[last.start : last.end])
    return replace(last, start=members.start()) if members and closed else last


def _whole_list(before: str, item: ItemPhrase) -> ItemPhrase:
    """A phrase with the members of its list that stand before it: "in foods, feeds and beverages ($1bn)"."""
    members = _MEMBERS_BEFORE.search(before)
    return replace(item, start=item.start - len(members[1])) if members else item


def after_time(edges: Edges, value: Mention, mentions: list[Mention]) -> int:
    """Where the words on what a value is of may begin: after "a year", "last year", "in 2011"."""
    each = _EACH.match(edges.text, value.end, edges.end)
    if each:
        return each.end()
    period = next((m for m in mentions if m.start >= value.end), None)
    near = (
        period is not None
        and period.label is Label.PERIOD
        and _TO_PERIOD.fullmatch(edges.text, value.end, period.start)
    )
    return period.end if period is not None and near else value.end
