"""Tense, comparison and events, read off the words around a period: "is due in May", "from 4 bn in May"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from extractor.rules import RuleSet

Tense = Literal["past", "future"] | None

_LEADS_IN = re.compile(r"\b(?:in|on|from|by|during|for|until|starting|beginning)\s+(?:the\s+|early\s+|late\s+)?$", re.I)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w[\w-]*")
_CODE = re.compile(r"[A-Z][A-Za-z]{0,3}")
_TO_FIGURE = re.compile(r"\bto\s+(?:[a-z]+\s+){0,3}?[^\w\s]{0,2}(?:[A-Z]{1,3}\W{0,2})?\d")
_CAUSAL = r"(?:(?:is|are)\s+)?due\s+to\s+(?:(?:an?|the|its|their|this|that|these|those|much|more|less|poor|strong|weak|high|low|falls?|rises?)\b|\w+(?:er|ed|ing|ly|al|ic|s)\b)"
"""What "due to" is the cause of, not what lies ahead: "due to higher oil imports", but "due to be published"."""
_SHORT_GAP = 45
_BEGINS_CLAUSE = re.compile(r"(?:\A|[;,:.]|\b(?:and|but|that|while))\s*(?:the\s+)?\Z", re.I)


class CueReader:
    """Reads tense and comparison off the words around a mention."""

    def __init__(self, rules: RuleSet) -> None:
        compare = rules.list("period_compare").meanings
        strong, weak = (_any_of(compare.get(kind, ())) for kind in ("strong", "weak"))
        self._strong = re.compile(
            rf"(?<!\bmore\s)(?<!\bless\s)(?<!\bfewer\s)\b{strong}\b(?!\s(?:expected|forecast|estimated|thought|at\s+any|ever\b|usual|economists|analysts))"
            r"|\bthan\s+(?:(?:in|at|during|for)\s+)?(?:the\s+|early\s+|late\s+)*(?:$|level|figure)",
            re.I,
        )
        self._weak = re.compile(rf"\b{weak}\b", re.I)
        self._filler = frozenset(word.casefold() for word in compare.get("filler", ()))
        self._harmless = re.compile(
            r"\W*(?:\b(?:the|an?|in|of|its?|for|during|that|those|to|what|about|early|late|levels?|figures?|pace|rate|average|tally|readings?|revised|record|"
            r"peak|high|low|surplus|deficit|gap|rise|fall|drop|gain|decline|growth|increase|\w+ing|first|\w+-\w+)\b\W*)*",
            re.I,
        )
        event_words = rules.list("period_event").meanings
        events = _any_of(event_words.get("verb", ()))
        self._told = re.compile(rf"\b{_any_of([w for words in event_words.values() for w in words])}\s+$", re.I)
        self._event = re.compile(rf"\b{events}\s+(?:back\s+|early\s+|late\s+|again\s+)?(?:in|on|last)?\s+$", re.I)
        self._yearly = re.compile(r"(?:\d|%|\bpct|\bper ?cent|\bpoints)\s+(?:over|on)\s+(?:the\s+)?$", re.I)
        ahead = rules.list("period_future").meanings
        intent = _any_of(rules.list("period_intent").words())
        modal = r"(?:will|would|shall|should|could|might|can(?=\s+(?:\w+\s+)?be\b))\s+(?:(?:not|also|probably|still|soon|only|then|now)\s+)?(?:(?:be|have)\s+)?\w+"
        lies_ahead = f"(?!{_CAUSAL}){_any_of(ahead.get('cue', ()))}|(?-i:{_any_of(ahead.get('lower', ()))})"
        future = f"{modal}|{intent}(?:\\s+[\\w.]+){{0,3}}?\\s+to|{lies_ahead}"
        past = _any_of(rules.list("period_past").words())
        self._tense = re.compile(
            rf"\b(?<!\bthan )(?<!\bas )(?:(?P<future>(?:{future})(?!\s+of\b))(?:\s+to)?(?:\s+(?:not\s+|also\s+)?be\s+\w+|\s+have\s+\w+)?|(?P<past>{past}|(?!compared)\w{{2,}}ed))\b",
            re.I,
        )
        self._tells = frozenset(word.casefold() for word in rules.list("period_tells").words())
        month = rules.expand("$month")
        kind = rules.expand("$period_year_kind")
        self.year_bounds = re.compile(
            rf"\b(?:{kind}\s+year|season|(?:19|20)\d\d[-/]\d\d(?=,?\s+(?:which|that)\b)),?\s+(?:which\s+|that\s+)?"
            r"(?:(?P<ends>to|ended|ending|ends|through)|(?:will\s+)?(?:begins?|starts?)|beginning|began|starting|started|runs\s+from|"
            r"running\s+from)\s+(?:(?:on|in|at|the|end|of|last|this)[\s-]+)*(?:\d{1,2}\s+)?"
            rf"(?P<month>{month})\b|\b(?:(?:19|20)\d\d/\d\d|year|season)\s+"
            rf"\((?P<month_b>{month})(?:\s?[-/–]\s?|\s+(?:to|through)\s+){month}\)",
            re.I,
        )
        self._sum = re.compile(rf"\b{_any_of(rules.list('period_sum').words())}\b", re.I)
        self._ahead = re.compile(rf"\b{_any_of(rules.list('period_ahead').words())}\b", re.I)

    def compares(self, gap: str) -> bool:
        """Do the words before a mention say that it is only compared with?"""
        if self._strong.search(gap):
            return True
        for match in self._weak.finditer(gap):
            rest = gap[match.end() :]
            if self._harmless.fullmatch(rest):
                return True
            figure = _DIGIT.search(rest)
            if figure is None or not self._leads_to_figure(rest[: figure.start()]):
                continue
            if match[0].lower() != "from" or not _TO_FIGURE.search(rest, figure.end()):
                return True  # "from 4 bn to 5 bn in May" speaks of May
        return False

    def _leads_to_figure(self, words: str) -> bool:
        """Is a comparing word followed by a figure ("after a revised US$"), not by who is compared ("from Kenya at")?"""
        return all(
            word.casefold() in self._filler or word.endswith(("ing", "ly")) or "-" in word or _CODE.fullmatch(word)
            for word in _WORD.findall(words)
        )

    def dates_event(self, before: str) -> bool:
        """Is it when something was done ("published in June"), not what the figures cover?"""
        return self._event.search(before) is not None

    def told(self, before: str) -> bool:
        """Is it when somebody spoke ("the 6 bn reported a month ago")?"""
        return self._told.search(before) is not None

    def sets_against(self, before: str) -> bool:
        """Does "the same period" stand for the one a year before: "down 5 percent over the same period"?"""
        return self._yearly.search(before) is not None

    def goes_on(self, gap: str) -> bool:
        """Do the words between two mentions merely add another one to the same comparison?"""
        return (
            len(gap) < _SHORT_GAP
            and re.match(r"\s*(?:,|and\b|or\b|but\b)", gap) is not None
            and not self._tense.search(gap)
        )

    def tense(self, before: str, after: str) -> Tense:
        """Past or future, by the last verb before the mention in its clause, else the first one after it."""
        clause = before.rsplit(";", 1)[-1]
        if clause is not before and _LEADS_IN.search(clause) and not self._tense.search(clause):
            before = clause
        follows = self._tense.match(after.lstrip(" ,\n"))
        if follows and (follows["past"] or _BEGINS_CLAUSE.search(before)):
            return "past" if follows["past"] else "future"  # "the second half will be slower"
        last = None
        for match in self._tense.finditer(before):
            last = match
        if last is None and _LEADS_IN.search(
            before
        ):  # "In May sales will rise"; not "May sales due on Friday will ..."
            last = self._tense.search(after)
        if last is None:
            return None
        if last[0].casefold() in self._tells and not _LEADS_IN.search(before):
            told = self._tense.search(after)  # "said that first-quarter sales would fall"
            last = told if told and told["future"] else last
        return "future" if last["future"] else "past"

    def adds_up(self, text: str) -> bool:
        """Do the words of a sentence add up what several months have brought ("totalled")?"""
        return self._sum.search(text) is not None

    def looks_ahead(self, text: str) -> bool:
        """Do the words speak of what is expected?"""
        return self._ahead.search(text) is not None


def _any_of(words: Sequence[str]) -> str:
    ordered = sorted(words, key=lambda w: -len(w))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"
