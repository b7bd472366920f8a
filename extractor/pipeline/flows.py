"""FLOW mentions: the words that name a direction of trade.

Whether "surplus", "gap" or "trade" is about trade at all depends on the words around; each such decision is one maker.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Flow, Label, Mention
from extractor.pipeline.matching import Match, Matcher, longest
from extractor.rules import RuleSet, WordList, load_rules
from extractor.spans import Sentence, add_mentions, mentions_of, register

_REACH = 48
_TRADE_OF = re.compile(
    r"\btrade\b|\btrading\b|merchandise|invisibles|\bgoods\b|\bservices?\b|\broyalt|technology|bilateral|licen[cs]e|patents|copyrights|tourism|travel"
    r"|intellectual property|\bIP\b",
    re.I,
)
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
_VALUE = re.compile(r"[$£€¥]\s?\d|\d\s*(?:%|per\s?cent|pct|bn\b|billion|mln|million|trillion|crore|m\b)", re.I)


@Language.factory("trade_flows", default_config={"rules": None}, assigns=["doc._.mentions", "doc.spans"])
def make_flows(nlp: Language, name: str, rules: str | None) -> Flows:
    """FLOW mentions, from rules/patterns/flows.yml and rules/words/flows.yml."""
    register()
    return Flows(load_rules(Path(rules) if rules else None))


class Flows:
    """Adds FLOW mentions to the document."""

    def __init__(self, rules: RuleSet) -> None:
        self._makers: dict[str, Callable[[Match, Doc], bool]] = {
            "plain": lambda match, doc: True,
            "balance_noun": self._is_trade_balance,
            "gap": self._is_trade_gap,
            "trade": self._is_measured,
            "shipments": self._is_trade_article,
            "receipts": lambda match, doc: True,
            "commodity": self._is_commodity,
            "bare_receipts": self._is_services_article,
            "side_surplus": lambda match, doc: "import" in match.text.lower() or self._is_services_article(match, doc),
        }
        self._matcher = Matcher(rules, "flow", self._makers)
        self._other_account = re.compile(_any_of(rules.list("other_balance")).pattern + r"(?![’']s)", re.I)
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
        self._not_receipts = re.compile(rf"\b{rules.list('not_receipts').fragment()}[\s-]+$", re.I)

    def __call__(self, doc: Doc) -> Doc:
        found: list[Mention] = []
        taken = [(m.start, m.end) for m in mentions_of(doc, Label.MONEY)]
        for match in self._matcher.find(doc.text):
            if any(a < match.end and match.start < b for a, b in taken):
                continue
            if self._is_title(doc.text, match) or not self._makers[match.rule.make](match, doc):
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
        return add_mentions(doc, longest(found, lambda m: (m.start, m.end)))

    def _is_title(self, text: str, match: Match) -> bool:
        """Part of a proper name: "World Trade Organization", "Department of Trade and Industry", "Export Council"."""
        if not match.text[0].isupper() or match.text.isupper():
            return False
        after = re.match(r"(?: (?:and|of|&) [A-Z][a-z]+|[ -][A-Z][a-z]+)+", text[match.end : match.end + 40])
        before = re.search(r"(?:[A-Z][\w.]+ |of |and )$", text[max(0, match.start - 20) : match.start])
        line_start = text.rfind("\n", 0, match.start) + 1
        line_end = text.find("\n", match.end)
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        words = re.findall(r"[A-Za-z]{4,}", line)
        headline = words and sum(word[0].isupper() for word in words) > 0.7 * len(words)
        return bool(not headline and (before and (after or before[0] in ("of ", "and "))))

    def _is_trade_balance(self, match: Match, doc: Doc) -> bool:
        """Not the balance of something else ("budget deficit"); a bare "deficit" is of what the last one was of."""
        before = doc.text[max(0, match.start - _REACH) : match.start]
        after = doc.text[match.end : match.end + _REACH]
        if match.rule.id == "flow.surplus" and self._is_too_much(before, after):
            return False
        clause = re.split(r"[.;:]\s|,\s", before)[-1]
        if _TRADE_OF.search(clause[-34:]) or _TRADE_AFTER.match(after):
            return True
        if self._budget_follows.match(after):
            return False
        if self._other_account.search(clause) or re.match(_OF_WHAT + self._other_account.pattern, after, re.I):
            return False
        return self._topic_is_trade(doc.text, match)

    def _is_too_much(self, before: str, after: str) -> bool:
        """ "Surplus stocks", "an exportable surplus", "a surplus of steel": more of something than is wanted."""
        return (
            self._idle.match(after) is not None
            or self._stock.search(before) is not None
            or _OF_THING.match(after) is not None
        )

    def _topic_is_trade(self, text: str, match: Match) -> bool:
        """Whether the last thing named before (else the first after) is trade, not another account."""
        before = text[max(0, match.start - 2500) : match.start]
        trade = _last(_TRADE_TOPIC, before)
        other = _last(self._other_topic, before)
        if trade < 0 and other < 0:
            following = text[match.end : match.end + 400]
            found = _TRADE_TOPIC.search(following)
            against = self._other_topic.search(following)
            return bool(found and not (against and against.start() < found.start()))
        return trade > other

    def _is_trade_gap(self, match: Match, doc: Doc) -> bool:
        """ "The gap" after a deficit or imports and exports; "a trade shortfall"."""
        before = doc.text[max(0, match.start - 3000) : match.start]
        if not re.search(
            r"(?:[’']s|\b(?:the|its|this|that|non-\w+|a|mln|million|billion|smallest|largest|biggest|annual|monthly|overall|total|bilateral|resulting|record|wider|bigger|merchandise|goods|visible|\d{4}))\s+$",
            before,
            re.I,
        ):
            return False
        after = doc.text[match.end : match.end + _SIDES]
        if _BETWEEN.match(after) and not self._two_sides.search(after):
            return False  # "the gap between rich and poor"
        return (
            bool(
                re.search(
                    r"deficit|trade gap|import|trade balance|payments|surplus",
                    before + doc.text[match.end : match.end + 90],
                    re.I,
                )
            )
            and not self._other_account.search(re.split(r"[.;]\s", before[-30:])[-1])
            and self._topic_is_trade(doc.text, match)
        )

    def _is_measured(self, match: Match, doc: Doc) -> bool:
        """ "Trade" that the sentence measures ("trade grew 5%") or divides ("a share of world trade")."""
        sentence = _sentence_at(doc, match.start)
        after = doc.text[match.end : sentence.end]
        before = doc.text[sentence.start : match.start]
        if (
            match.text[0].isupper()
            and not match.text.isupper()
            and match.start > sentence.start
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
        if re.match(r"\s+(?:to|at|of|by|reach\w*|worth)\s+(?:\w+\s+){0,2}[$€£¥]?\d", after):
            return True
        if _WORTH.search(before) and re.match(r"\s+(?:in|with|between|across)\b", after):
            return True
        directly = re.match(r"(?:,\s+which)?\s+(?:\w+\s+)?(?:in\s+\S+\s+)?" + self._measured.pattern, after, re.I)
        return bool(directly and (share or _VALUE.search(sentence_text(doc, sentence)))) or share

    def _is_trade_article(self, match: Match, doc: Doc) -> bool:
        """ "Shipments" means exports where the text is about exports, or tells where to."""
        if match.text.lower() == "shipments" and self._stay_at_home(match, doc):
            return False
        if re.match(r"\s+(?:to|abroad|overseas)\b", doc.text[match.end : match.end + 12]) and mentions_of(
            doc, Label.PLACE
        ):
            return True
        return bool(re.search(r"\bexport", doc.text[max(0, match.start - 1500) : match.end + 200], re.I))

    def _stay_at_home(self, match: Match, doc: Doc) -> bool:
        """Those of an industry or a company ("domestic shipments", "smartphone shipments, says IDC")."""
        if _TO_WHOM.match(doc.text, match.end):
            return False
        sentence = _sentence_at(doc, match.start)
        before = doc.text[max(sentence.start, match.start - _REACH) : match.start]
        return self._home.search(before) is not None or self._counted.search(sentence_text(doc, sentence)) is not None

    def _is_services_article(self, match: Match, doc: Doc) -> bool:
        """Bare "receipts" and "payments" in an article on royalties, tourism or other services; with a figure near."""
        if self._not_receipts.search(doc.text[max(0, match.start - 24) : match.start]):
            return False
        sentence = _sentence_at(doc, match.start)
        near = doc.text[sentence.start : sentence.end]
        needed = 1 if len(doc.text) < _SHORT or self._on_services.search(near) else 2
        return bool(_VALUE.search(near)) and len(self._on_services.findall(doc.text)) >= needed

    def _is_commodity(self, match: Match, doc: Doc) -> bool:
        if self._policy.search(match.groups["item"]):
            return False
        return self._is_trade_article(match, doc)


def _sentence_at(doc: Doc, at: int) -> Sentence:
    for sentence in doc._.sentences:
        if sentence.start <= at < sentence.end:
            return cast(Sentence, sentence)
    return Sentence(0, len(doc.text), "body", 0)


def sentence_text(doc: Doc, sentence: Sentence) -> str:
    """The words of a sentence."""
    return doc.text[sentence.start : sentence.end]


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match ends, or -1."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _ending(words: WordList) -> re.Pattern[str]:
    return re.compile(rf"\b{words.fragment()}\s+$", re.IGNORECASE)


def _any_of(words: WordList) -> re.Pattern[str]:
    return re.compile(rf"\b{words.fragment()}\b", re.IGNORECASE)
