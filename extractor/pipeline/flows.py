"""FLOW mentions: the words that name a direction of trade.

Whether "surplus", "gap" or "trade" is about trade at all depends on the words around; each such decision is one maker.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Flow, Label, Mention
from extractor.pipeline.matching import Match, Matcher, longest
from extractor.rules import RuleSet, WordList, load_rules
from extractor.spans import Stretches, add_mentions, mentions_of, register, sentence_at, text_of

_GAPS = frozenset({"flow.gap", "flow.trade-gap"})
_SHORTFALL = ("shortfall", "shortfalls")
_REACH, _TOPIC_REACH = 48, 2500
_NEWLINE = re.compile(r"\n")
_LONG_WORD = re.compile(r"[A-Za-z]{4,}")
_NAME_AFTER = re.compile(r"(?: (?:and|of|&) [A-Z][a-z]+|[ -][A-Z][a-z]+)+")
_NAME_BEFORE = re.compile(r"(?:[A-Z][\w.]+ |of |and )$")
_TRADE_OF = re.compile(
    r"\btrade\b|\btrading\b|merchandise|invisibles|\bgoods\b|\bservices?\b|\broyalt|technology|bilateral|licen[cs]e|patents|copyrights|tourism|travel"
    r"|intellectual property|\bIP\b",
    re.I,
)
_WITH = re.compile(r"\s+with\s+(?:the\s+)?(?=[A-Z])")
_TRADE_AFTER = re.compile(
    r"\s+(?:\S+\s+)?(?:in|on|for|of)\s+(?:the\s+|its\s+)?(?:\S+\s+)?(?:trade|goods|services|merchandise|invisibles|visible|patents|licen[cs]es|royalties|intellectual property|copyrights|tourism|travel|rights|property)\b",
    re.I,
)
_OF_WHAT = r"\s+(?:in|on|of|for)\s+(?:the\s+|its\s+|\S+[’']s\s+)*"
_TRADE_TOPIC = re.compile(
    r"\btrade\s+(?:deficit|surplus|gap|balance|shortfall)|\b(?:exports?|imports?|exported|imported)\b|merchandise trade|(?:services?|goods|merchandise|visible|travel|tourism) (?:surplus|deficit|balance|account|gap)|invisibles|royalt(?:y|ies)|licen[cs]e fees?|intellectual property|patents|copyrights",
    re.I,
)
_OF_THING = re.compile(
    r"\s+of\s+(?!(?:trade|goods|services|exports|merchandise|about|around|nearly|almost|over|some|more|less|just|only|roughly"
    r"|close|up|at|under|the|its|this|that|a|an)\b)[a-z]{3,}(?:\s+[a-z]+){0,2}(?=\s*[.,;]|\s+(?:on|in|at|and|is|was|will)\b)"
)
_TO_WHOM = re.compile(r"\s+(?:to|abroad|overseas)\b", re.I)
_BETWEEN = re.compile(r"\s+between\b", re.I)
_WORTH = re.compile(
    r"\d\s?(?:bn|m|mln|million|billion|trillion)(?:[\s-](?:a|per)[\s-](?:year|month))?\s+(?:annual\s+)?$", re.I
)
_SIDES = 90
_SHORT = 400
_SHARE = re.compile(r"\bshare|percent|per\s+cent|%|pct|third|quarter|fourth|half|fifth", re.I)
_EXPORT = re.compile(r"\bexport", re.I)
_IMPORT = re.compile(r"\bimport", re.I)
_VALUE = re.compile(r"[$£€¥]\s?\d|\d\s*(?:%|per\s?cent|pct|bn\b|billion|mln|million|trillion|crore|m\b)", re.I)


@Language.factory("trade_flows", default_config={"rules": None}, assigns=["doc._.mentions", "doc.spans"])
def make_flows(nlp: Language, name: str, rules: str | None) -> Flows:
    """FLOW mentions, from rules/patterns/flows.yml and rules/words/flows.yml."""
    register()
    return Flows(load_rules(Path(rules) if rules else None))


class Flows:
    """Adds FLOW mentions to the document."""

    def __init__(self, rules: RuleSet) -> None:
        self._makers: dict[str, Callable[[Match, _Article], bool]] = {
            "plain": lambda match, article: True,
            "balance_noun": self._is_trade_balance,
            "gap": self._is_trade_gap,
            "trade": self._is_measured,
            "shipments": self._is_trade_article,
            "shipments_in": self._is_import_article,
            "receipts": lambda match, article: True,
            "commodity": self._is_commodity,
            "bare_receipts": self._is_services_article,
            "side_surplus": self._is_side_surplus,
        }
        self._matcher = Matcher(rules, "flow", self._makers)
        self._other_account = re.compile(_any_of(rules.list("other_balance")).pattern + r"(?![’']s|[- ]basis)", re.I)
        self._other_topic = re.compile(
            rf"\b{rules.list('other_balance').fragment()}\s+(?:balance|surplus|deficit|account)\w*|\b(?:current account|balance of payments(?! (?:report|data|statistics|figures)))\b",
            re.I,
        )
        self._measured = _any_of(rules.list("trade_measured"))
        self._trade_kind = _any_of(rules.list("trade_kind"))
        self._policy = _any_of(rules.list("not_commodity"))
        self._on_services = _any_of(rules.list("article_on_services"))
        self._other_trade = _ending(rules.list("other_trade"))
        self._budget_follows = re.compile(rf"\s*{rules.list('other_deficit').fragment()}\b", re.I)
        self._home = _ending(rules.list("home_shipments"))
        self._counted = _any_of(rules.list("counts_shipments"))
        self._idle = re.compile(rf"\s+{rules.list('idle_surplus').fragment()}\b", re.I)
        self._stock = _ending(rules.list("stock_surplus"))
        self._two_sides = _any_of(rules.list("two_sides"))
        self._gap_of = re.compile(rf"(?:[’']s|\b(?:{rules.list('gap_of').fragment()}|non-\w+|\d{{4}}))\s+$", re.I)
        self._not_receipts = re.compile(rf"\b{rules.list('not_receipts').fragment()}[\s-]+$", re.I)

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        article = _Article(doc, text, self._other_topic, self._on_services)
        found: list[Mention] = []
        taken = Stretches((m.start, m.end) for m in mentions_of(doc, Label.MONEY))
        for match in self._matcher.find(text):
            if taken.overlap(match.start, match.end):
                continue
            if article.is_title(match) or not self._makers[match.rule.make](match, article):
                continue
            found.append(
                Mention(
                    label=Label.FLOW,
                    start=match.start,
                    end=match.end,
                    text=match.text,
                    rule=match.rule.id,
                    flow=cast(Flow, match.rule.with_["flow"]),
                )
            )
        return add_mentions(doc, self._signed(longest(found, lambda m: (m.start, m.end))))

    @staticmethod
    def _signed(found: list[Mention]) -> list[Mention]:
        """A gap is a deficit, but in an article that knows of surpluses only it is one of those."""
        named = [m for m in found if m.rule not in _GAPS and m.flow in ("surplus", "deficit")]
        if not named or any(m.flow == "deficit" for m in named):
            return found
        if min(m.start for m in named) > min((m.start for m in found if m.rule in _GAPS), default=0):
            return found  # "the surplus on services" comes after the gap that the article is about
        gaps = {m.start for m in found if m.rule in _GAPS and not m.text.lower().endswith(_SHORTFALL)}
        return [m.model_copy(update={"flow": "surplus"}) if m.start in gaps else m for m in found]

    def _is_trade_balance(self, match: Match, article: _Article) -> bool:
        """Not the balance of something else ("budget deficit"); a bare "deficit" is of what the last one was of."""
        before = match.source[max(0, match.start - _REACH) : match.start]
        after = match.source[match.end : match.end + _REACH]
        if match.rule.id == "flow.surplus" and self._is_too_much(before, after):
            return False
        clause = re.split(r"[.;:]\s|,\s", before)[-1]
        if _TRADE_OF.search(clause[-34:]) or _TRADE_AFTER.match(after) or article.is_with_place(match):
            return True
        if self._budget_follows.match(after):
            return False
        if self._other_account.search(clause) or re.match(_OF_WHAT + self._other_account.pattern, after, re.I):
            return False
        return article.is_about_trade(match)

    def _is_too_much(self, before: str, after: str) -> bool:
        """ "Surplus stocks", "an exportable surplus", "a surplus of steel": more of something than is wanted."""
        return (
            self._idle.match(after) is not None
            or self._stock.search(before) is not None
            or _OF_THING.match(after) is not None
        )

    def _is_trade_gap(self, match: Match, article: _Article) -> bool:
        """ "The gap" after a deficit or imports and exports; "a trade shortfall"."""
        before = match.source[max(0, match.start - 3000) : match.start]
        if not self._gap_of.search(before):
            return False
        after = match.source[match.end : match.end + _SIDES]
        if _BETWEEN.match(after) and not self._two_sides.search(after):
            return False  # "the gap between rich and poor"
        return (
            bool(
                re.search(
                    r"deficit|trade gap|import|trade balance|payments|surplus",
                    before + match.source[match.end : match.end + 90],
                    re.I,
                )
            )
            and not self._other_account.search(re.split(r"[.;]\s", before[-30:])[-1])
            and article.is_about_trade(match)
        )

    def _is_measured(self, match: Match, article: _Article) -> bool:
        """ "Trade" that the sentence measures ("trade grew 5%") or divides ("a share of world trade")."""
        opens, closes = article.sentence(match)
        after = match.source[match.end : closes]
        before = match.source[max(opens, match.start - 200) : match.start]
        if (
            match.text[0].isupper()
            and not match.text.isupper()
            and match.start > opens
            and before.rstrip()[-1:].islower()
        ):
            return False
        if self._other_trade.search(before):
            return False
        measured_after = self._measured.search(after[:120])
        kind = self._trade_kind.search(before[-28:])
        if re.search(
            r"(?:surplus|deficit|gap|shortfall|balance)\s+(?:in|on|of|for)\s+(?:\S+\s+){0,2}$", before[-50:], re.I
        ):
            return False
        share = bool(re.search(r"(?:of|in)\s+(?:\S+\s+){0,2}$", before[-30:]) and _SHARE.search(before[-70:]))
        if kind and (share or _VALUE.search(before[-60:] + after[:90]) or self._measured.match(after.lstrip())):
            return True
        if re.match(r"\s+(?:with|between|in)\b", after) and measured_after and _VALUE.search(after):
            return True
        if re.match(r"\s+(?:to|at|of|by|reach\w*|worth)\s+(?:\w+\s+){0,2}[A-Z]{0,3}[$€£¥]?\s?\d", after):
            return True
        if _WORTH.search(before) and re.match(r"\s+(?:in|with|between|across)\b", after):
            return True
        directly = re.match(r"(?:,\s+which)?\s+(?:\w+\s+)?(?:in\s+\S+\s+)?" + self._measured.pattern, after, re.I)
        return bool(directly and (share or _VALUE.search(match.source, opens, closes))) or share

    def _is_trade_article(self, match: Match, article: _Article) -> bool:
        """ "Shipments" means exports where the text is about exports, or tells where to."""
        if match.text.lower() == "shipments" and self._stay_at_home(match, article):
            return False
        if re.match(r"\s+(?:to|abroad|overseas)\b", match.source[match.end : match.end + 12]) and article.has_places:
            return True
        return _EXPORT.search(match.source, max(0, match.start - 1500), match.end + 200) is not None

    def _is_import_article(self, match: Match, article: _Article) -> bool:
        """ "Shipments from Japan" are imports where the text so far is about imports, not exports."""
        so_far = max(0, match.start - 1500)
        about_imports = _IMPORT.search(match.source, so_far, match.start) is not None
        return about_imports and _EXPORT.search(match.source, so_far, match.end + 200) is None

    def _stay_at_home(self, match: Match, article: _Article) -> bool:
        """Those of an industry or a company ("domestic shipments", "smartphone shipments, says IDC")."""
        if _TO_WHOM.match(match.source, match.end):
            return False
        opens, closes = article.sentence(match)
        before = match.source[max(opens, match.start - _REACH) : match.start]
        return self._home.search(before) is not None or self._counted.search(match.source, opens, closes) is not None

    def _is_services_article(self, match: Match, article: _Article) -> bool:
        """Bare "receipts" and "payments" in an article on royalties, tourism or other services; with a figure near."""
        if self._not_receipts.search(match.source[max(0, match.start - 24) : match.start]):
            return False
        near = match.source[slice(*article.sentence(match))]
        if _VALUE.search(near) is None:
            return False
        return article.is_on_services or self._on_services.search(near) is not None

    def _is_side_surplus(self, match: Match, article: _Article) -> bool:
        """ "An import surplus" by itself, an "invisible surplus" in an article on services."""
        return "import" in match.text.lower() or self._is_services_article(match, article)

    def _is_commodity(self, match: Match, article: _Article) -> bool:
        if self._policy.search(match.groups["item"]):
            return False
        return self._is_trade_article(match, article)


class _Article:
    """What an article tells about its flow words, worked out once for all of them."""

    def __init__(self, doc: Doc, text: str, other_topic: re.Pattern[str], on_services: re.Pattern[str]) -> None:
        self._doc = doc
        self._text = text
        self._other_topic = other_topic
        self._on_services = on_services
        self._headlines: dict[int, bool] = {}

    def sentence(self, match: Match) -> tuple[int, int]:
        """Where the sentence of a match begins and ends; the whole text where nobody has found sentences."""
        sentence = sentence_at(self._doc, match.start)
        return (sentence.start, sentence.end) if sentence else (0, len(self._text))

    @cached_property
    def has_places(self) -> bool:
        """Does it name any place?"""
        return bool(mentions_of(self._doc, Label.PLACE))

    @cached_property
    def _places(self) -> frozenset[int]:
        return frozenset(m.start for m in mentions_of(self._doc, Label.PLACE))

    def is_with_place(self, match: Match) -> bool:
        """ "Its surplus with Chile" is one of trade, whatever the article is about."""
        with_whom = _WITH.match(match.source, match.end)
        return with_whom is not None and with_whom.end() in self._places

    @cached_property
    def is_on_services(self) -> bool:
        """Is it on royalties, tourism or other services? A short text tells so by one word."""
        needed = 1 if len(self._text) < 400 else 2
        return sum(1 for _ in islice(self._on_services.finditer(self._text), needed)) == needed

    def is_title(self, match: Match) -> bool:
        """Part of a proper name: "World Trade Organization", "Department of Trade and Industry", "Export Council"."""
        if not match.text[0].isupper() or match.text.isupper():
            return False
        before = _NAME_BEFORE.search(match.source[max(0, match.start - 20) : match.start])
        if not before or not (
            before[0] in ("of ", "and ") or _NAME_AFTER.match(match.source, match.end, match.end + 40)
        ):
            return False
        return not self._in_headline(match.start)

    def _in_headline(self, offset: int) -> bool:
        """Do most words of the line begin with a capital?"""
        line = bisect_left(self._line_ends, offset)
        if line not in self._headlines:
            start, end = ([-1, *self._line_ends][line] + 1, self._line_ends[line])
            words = _LONG_WORD.findall(self._text, start, end)
            self._headlines[line] = bool(words) and sum(word[0].isupper() for word in words) > 0.7 * len(words)
        return self._headlines[line]

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in _NEWLINE.finditer(self._text)] + [len(self._text)]

    def is_about_trade(self, match: Match) -> bool:
        """Whether the last thing named before (else the first after) is trade, not another account."""
        trade = _last_before(self._trade_topics, match.start)
        other = _last_before(self._other_topics, match.start)
        if trade < 0 and other < 0:
            following = self._text[match.end : match.end + 400]
            found = _TRADE_TOPIC.search(following)
            against = self._other_topic.search(following)
            return bool(found and not (against and against.start() < found.start()))
        return trade > other

    @cached_property
    def _trade_topics(self) -> list[int]:
        return [match.end() for match in _TRADE_TOPIC.finditer(self._text)]

    @cached_property
    def _other_topics(self) -> list[int]:
        return [match.end() for match in self._other_topic.finditer(self._text)]


def _last_before(ends: list[int], offset: int) -> int:
    """The last of the ends that is not beyond the offset nor far before it, or -1."""
    at = bisect_right(ends, offset) - 1
    return ends[at] if at >= 0 and ends[at] > offset - _TOPIC_REACH else -1


def _ending(words: WordList) -> re.Pattern[str]:
    return re.compile(rf"\b{words.fragment()}\s+$", re.IGNORECASE)


def _any_of(words: WordList) -> re.Pattern[str]:
    return re.compile(rf"\b{words.fragment()}\b", re.IGNORECASE)
