"""Items: the noun phrases that say what is traded, as candidates for the linker.

A blank pipeline has no parser, so a phrase is found by what it stands next to (a flow word, "of", a verb of the
statistics) and ends at closed-class words, figures, places and periods (rules/words/items.yml).
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Cue, Label, Mention
from extractor.pipeline.item_lists import ItemLists, after_time, with_members
from extractor.pipeline.noun_phrases import Edges, NounPhrases
from extractor.rules import RuleSet, load_rules
from extractor.spans import ItemPhrase, register, text_of

_OF = re.compile(
    r"\s+(?:(?:growth|turnover|value|values|volume|volumes|sales|orders|business|receipts?)\s+)?(?:of|in|on|for)\s+(?:(?:the|its|their|all|all kinds of|both|such|other|some|most|more)\s+)*",
    re.I,
)
_FROM = re.compile(r"\s+(?:receipts?\s+)?(?:of|in|on|for|from)\s+(?:(?:the|its|their|all|use of)\s+)*", re.I)
_INCOME = re.compile(r"(?:income|revenues?|receipts|earnings|proceeds)$", re.I)
_WORTH = re.compile(
    r"(?:[’']s?)?\s+(?:(?:(?:more|less)\s+)?(?:worth\s+)?(?:of|in)|worth|more|fewer)\s+(?:(?:the|its|their)\s+)*", re.I
)
_MORE = re.compile(r"\s+(?:more|less|fewer)\b", re.I)
_BALANCE_OF = re.compile(r"(?:surplus|deficit|gap|shortfall) of (?:\w+ ){0,2}$")
_OF_WHICH = re.compile(r"\bof (?:which|that|this)\s+(?:\w+ ){0,1}$")
_ON = re.compile(r"\s+(?:on|in|for)\s+(?:(?:the|its|their|trade in)\s+)*", re.I)
_WAS = re.compile(r"\s+(?:was|were|is|are|for|in|came from|went on)\s+(?:(?:for|in|the)\s+)*", re.I)
_WENT = re.compile(r",?\s+(?:(?:was|were|is|came)\s+(?:for|from)|went\s+(?:on|for))\s+(?:(?:the|sales of)\s+)?", re.I)
_EARNED = re.compile(
    r"\b(?:earn\w*|collect\w*|receiv\w*|t[ao]ok\w* in|brought in|bring\w* in|made|generat\w*)\b(?:[^.;]|\.\d){0,90}$",
    re.I,
)
_FROM_WARE = re.compile(
    r"\s+from\s+(?:(?:the|its|their|foreign|overseas|licensing|selling|sales of|exports? of)\s+)*", re.I
)
_PAID = re.compile(r"\b(?:paid|pays?|paying|spent|spends?|spending|spend)\b(?:[^.;]|\.\d){0,90}$", re.I)
_FOR_WARE = re.compile(r"\s+(?:for|on)\s+(?:(?:the|use of|foreign|imported|overseas|buying)\s+)*", re.I)
_OF_THEM = re.compile(r"\s+of\s+(?:it|them|that|these|which)\s+(?:was\s+|were\s+|is\s+|are\s+|for\s+|in\s+)*", re.I)
_THOSE_OF = re.compile(r"\b(?:those|that)\s+(?:of|in|for)\s+(?:the\s+)?", re.I)
_SHARE_OWNER = re.compile(r"[’'](?:s)?\s+(?:\w+\s+)?share\b")
_GROWTH_IN = re.compile(
    r"\s+(?:\S+\s+)?(?:rise|increase|growth|gain|jump|surge|fall|drop|decline|decrease|slump|plunge|expansion|advance|contraction)\s+"
    r"(?:was\s+recorded\s+)?(?:in|for|of)\s+(?:(?:the|its|their)\s+)*",
    re.I,
)
_RELATIVE = re.compile(r",?\s+(?:which|that)\s+(?:\w+\s+)?$")
_ASIDE_VERB = re.compile(r"(?<=[a-z]),\s+(?:(?:itself|alone|together|jointly)\s+)?$")  # "led by tin, falling V"
_VALUES = frozenset({Label.MONEY, Label.PERCENT, Label.QUANTITY})
_COMMAS_BEFORE = re.compile(
    r"(?:^|(?<=\n)|[.;:]\s|\b(?:of|in|while|by|for|the|but|with)\s|^[A-Z][a-z]+,\s)(?P<list>(?:\w[\w -]*,\s+){1,4}and\s+)$",
    re.I,
)
_CLAUSE_EDGE = re.compile(
    r"(?:^|[;:.]|, (?:and|but|while)|\b(?:while|whereas|but|that|(?:led|driven|headed|topped|dominated|followed) by)|^[A-Z][\w ]{0,40},)\s*(?:the )?$",
    re.I,
)
_TO_VALUE = re.compile(
    r"\s+(?:(?:by|to|at|of|up|down|only|just|about|around|some|nearly|almost|more|than|over|less|under|a|an|record|another|further|sharply|slightly|year-on-year|respectively|also|even|steadily|worth|in|value|the|first|second|third|largest|highest)\s+)*",
    re.I,
)
_OPENING = re.compile(
    r"(?:(?<=[.;:]\s)|(?<=,\s)(?:while|and|but|whereas)\s|(?<=\s)(?:while|whereas)\s)(?:(?:and|but)\s)?(?:the\s)?", re.I
)
_START = re.compile(r"\W*(?:(?:and|but|yet|so)\s)?(?:the\s)?", re.I)
_FRONT = re.compile(
    r"(?:On|In|By|For|Among|Within|At|From|During|Of|With|Under|After|Since|Over|Outside|However|Meanwhile|Still|Elsewhere|\w+ly)"
    r"\b(?:\s[A-Z][\w’']+)?(?:\s[a-z\d][\w’'-]*){0,8},\s(?:and\s|but\s)?(?:the\s)?"
)
_TIME_FRONT = re.compile(r"\W*(?:(?:In|During|Over|Throughout|For|By)\s(?:the\s)?)?")
_TIME_GAP = re.compile(r",?\s(?:the\s)?")
_WHICH = re.compile(r",?\s(?:which|whose|where)\b")
_BULLET = re.compile(r"\s*(?:[-*–—•·]|\d+[.)])?\s*")
_ENTRY = re.compile(r"(?:,\s|\s\()\w+[:)]")
_REACH = 90  # characters from a verb of trade to the price
_THE = re.compile(r"\b(?:the|this|that|these|those)\s+$", re.I)
_APPOSED = re.compile(r"(?:,|\s(?:is|was|are|were|being))\s(?:the\s)?", re.I)
_ASIDE_END = re.compile(r"[,.;]|\s(?:at|with|which|and)\b")
_NAME = re.compile(r"[Tt]he\s[A-Z]$")  # after an article, a capital is a name's
_GOES_ON = re.compile(r"\s+[a-z]|,\s|\s*\(")
_LEADING = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;:\"”] ))(?:On|In|For|Of|As for|Among|Within|Regarding|Concerning|In terms of|As regards|With (?:regard|respect) to|Turning to|Looking at|In the case of|When it comes to)\s+(?:(?:the|trade in|exports of|imports of)\s+)*",
    re.I,
)


@Language.factory("trade_items", default_config={"rules": None}, assigns=["doc._.items"])
def make_items(nlp: Language, name: str, rules: str | None) -> Items:
    """Item phrases, from rules/words/items.yml."""
    register()
    return Items(load_rules(Path(rules) if rules else None))


class Items:
    """Sets `doc._.items`."""

    def __init__(self, rules: RuleSet) -> None:
        self._phrases = NounPhrases(rules)
        self._lists = ItemLists(rules)
        self._sector = re.compile(
            r"(?<=[\s-])(?:sector|industry|segment|category|account|balance|branch|group)(?!\w)", re.I
        )
        rights = "|".join(re.escape(word) for word in rules.list("topic_phrase").words())
        self._rights = re.compile(rf"(?<![\w-])(?:{rights})(?![\w-])", re.I)
        self._stand_in = re.compile(rules.list("item_stand_in").fragment(), re.I)
        nouns = "|".join(rules.list(name).fragment() for name in ("trade_noun", "trader_noun", "maker_noun"))
        self._makers = rules.list("maker_noun")
        self._trade_noun = re.compile(rf"(?<![\w-])(?:{nouns})(?![\w-])", re.I)
        self._rank = rules.pattern("link.items.rank")
        self._rank_aside = rules.pattern("link.items.rank-aside")
        self._about_ware = re.compile(rf"\s+{rules.list('about_ware').fragment()}(?!\w)", re.I)
        self._trade_owner = rules.pattern("link.items.trade-owner")
        self._trades = rules.pattern("link.items.trades")
        self._for_price = rules.pattern("link.items.for-price")
        self._excluding = rules.pattern("link.items.excluding")
        self._of_ware = rules.pattern("link.items.of-ware")
        self._anything = rules.pattern("link.items.anything")

    def __call__(self, doc: Doc) -> Doc:
        found: list[ItemPhrase] = []
        mentions: list[Mention] = doc._.mentions
        text = text_of(doc)
        for sentence in doc._.sentences:
            inside = [m for m in mentions if sentence.start <= m.start < sentence.end]
            cues = [c for c in doc._.cues if sentence.start <= c.start < sentence.end]
            places = tuple((m.start, m.end) for m in inside if m.label is Label.PLACE)
            edges = Edges(text, sentence.start, sentence.end, tuple((m.start, m.end) for m in inside), places)
            found.extend(self._of_flows(edges, inside))
            found.extend(self._of_values(edges, inside))
            found.extend(self._subjects(edges, cues, inside))
            found.extend(self._lists.labels(edges, inside))
            found.extend(self._lists.members(edges, inside))
            found.extend(self._leading(edges))
            found.extend(self._stand_ins(edges))
            found.extend(self._openings(edges, inside))
            found.extend(
                ItemPhrase(match.start(), match.end(), "named", match.start())
                for match in self._rights.finditer(text, sentence.start, sentence.end)
            )
            found.extend(self._sectors(edges))
            found.extend(self._heads_of(edges))
            found = self._without_excluded(edges, inside, found)
        found = [item for item in found if not self._stands_in(text, item)]
        doc._.items = sorted(set(found), key=lambda i: (i.start, i.end))
        return doc

    def _without_excluded(self, edges: Edges, mentions: list[Mention], found: list[ItemPhrase]) -> list[ItemPhrase]:
        """ "Exports excluding ships": what is traded is not ships, but "excluding ships"."""
        flows = [m for m in mentions if m.label is Label.FLOW]
        for match in self._excluding.finditer(edges.text, edges.start, edges.end):
            ware = self._object(edges, match.end(), "object", match.start())
            if ware is None or ware.start != match.end() or _WHICH.match(edges.text, ware.end):
                continue  # "apart from copper, which fell 3%"
            found = [item for item in found if item.end <= match.start() or item.start >= ware.end]
            before = [flow for flow in flows if flow.end <= match.start()]
            flow = before[-1] if before else next(iter(flows), None)
            named = flow and any(i.anchor == flow.start and i.relation in ("modifier", "object") for i in found)
            values = [m for m in mentions if m.label in _VALUES and flow and flow.end <= m.start < match.start()]
            apart = len(values) > 1 or (values and edges.text[values[0].end : match.start()].strip(" ,"))
            if flow and not named and not apart:
                found.append(ItemPhrase(match.start(), ware.end, "object", flow.start))
        return found

    def _stands_in(self, text: str, item: ItemPhrase) -> bool:
        """Is it what was named before ("3 million tonnes of the fuel", "this commodity")?"""
        return bool(
            item.relation != "modifier"
            and self._stand_in.fullmatch(text, item.start, item.end)
            and _THE.search(text, max(0, item.start - 8), item.start)
        )

    def _of_flows(self, edges: Edges, mentions: list[Mention]) -> list[ItemPhrase]:
        found: list[ItemPhrase | None] = []
        for flow in (m for m in mentions if m.label is Label.FLOW):
            head = re.match(r"\s+orders\b", edges.text[flow.end : flow.end + 12])
            if head:
                found.append(ItemPhrase(flow.start, flow.end + head.end(), "modifier", flow.start))
            composed = re.match(
                r"(.+?)\s+(?:receipts|earnings|revenues?|income|inflows|payments|outflows|credits)$", flow.text, re.I
            )
            if composed and composed[1].lower() not in ("export", "import", "foreign exchange"):
                found.append(ItemPhrase(flow.start, flow.start + len(composed[1]), "modifier", flow.start))
            found.append(self._listed(edges, self._phrases.left(edges, flow.start, "modifier", flow.start)))
            found.append(self._owner(edges, flow))
            found.append(self._entry(edges, flow))
            found.extend(self._ranked(edges, flow))
            joined = (_FROM if _INCOME.search(flow.text) else _OF).match(edges.text, flow.end, edges.end)
            if joined:
                found.append(self._object(edges, joined.end(), "object", flow.start))
            if flow.text.lower() in ("imported", "exported"):
                direct = re.compile(r"\s+").match(edges.text, flow.end)
                if direct:
                    found.append(self._phrases.right(edges, direct.end(), "object", flow.start))
            dashed = re.compile(r"-in-").match(edges.text, flow.end)
            if dashed:
                found.append(self._phrases.right(edges, dashed.end(), "object", flow.start))
        return [item for item in found if item]

    def _listed(self, edges: Edges, last: ItemPhrase | None) -> ItemPhrase | None:
        """A phrase with the members of its list before it: "tea, coffee, and spice exports"."""
        before = last and _COMMAS_BEFORE.search(edges.text, max(edges.start, last.start - 80), last.start)
        first = self._phrases.right(edges, before.start("list"), "modifier", before.start()) if before else None
        if last is None or first is None or self._phrases.enumeration(edges, first).end < last.end:
            return last
        return replace(last, start=first.start)

    def _owner(self, edges: Edges, flow: Mention) -> ItemPhrase | None:
        """The trade that a flow is of: "the film industry's exports", "textile products' overseas sales"."""
        owned = self._trade_owner.search(edges.text, max(edges.start, flow.start - 60), flow.start)
        if owned is None or edges.blocks(*owned.span("kind")):
            return None
        return self._phrases.left(edges, owned.start("kind"), "modifier", flow.start)

    def _entry(self, edges: Edges, flow: Mention) -> ItemPhrase | None:
        """The ware of an entry in a list: "* Metals, exports: $3bn"."""
        bullet = _BULLET.match(edges.text, edges.start, edges.end)
        item = self._phrases.right(edges, bullet.end(), "modifier", flow.start) if bullet else None
        entered = item and item.end < flow.start and _ENTRY.fullmatch(edges.text, item.end, flow.end + 1)
        return item if entered else None

    def _ranked(self, edges: Edges, flow: Mention) -> list[ItemPhrase | None]:
        """ "Milk powder, the biggest export, fell 8%", "its main import, crude oil, cost $2bn"."""
        if not self._rank.search(edges.text, max(edges.start, flow.start - 30), flow.start):
            return []
        after = _APPOSED.match(edges.text, flow.end, edges.end)
        item = self._object(edges, after.end(), "object", flow.start) if after else None
        if item and _ASIDE_END.match(edges.text, item.end, edges.end):
            return [item]
        before = self._rank_aside.search(edges.text, max(edges.start, flow.start - 60), flow.start)
        return [self._phrases.left(edges, before.start(), "object", flow.start)] if before else []

    def _of_values(self, edges: Edges, mentions: list[Mention]) -> list[ItemPhrase]:
        found: list[ItemPhrase | None] = []
        for value in (m for m in mentions if m.label in (Label.MONEY, Label.PERCENT, Label.QUANTITY)):
            balance = _BALANCE_OF.search(edges.text, max(edges.start, value.start - 24), value.start)
            part = _OF_WHICH.search(edges.text, max(edges.start, value.start - 24), value.start)
            patterns = [(_WORTH, "of-value"), (_GROWTH_IN, "growth-in"), (_OF_THEM, "of-value")]
            patterns += [(_ON, "of-value")] if balance else []
            patterns += [(_WAS, "of-value")] if part else [(_WENT, "of-value")]
            before = edges.text[max(edges.start, value.start - 100) : value.start]
            patterns += [(_FROM_WARE, "of-value")] if _EARNED.search(before) else []
            patterns += [(_FOR_WARE, "of-value")] if _PAID.search(before) else []
            at = after_time(edges, value, mentions)
            found.append(self._traded(edges, value))
            for pattern, relation in patterns:
                joined = pattern.match(edges.text, at, edges.end)
                item = self._object(edges, joined.end(), relation, value.start) if joined else None
                more = joined and _MORE.match(joined[0])  # "5% more goods" are more of everything
                if item and not (more and self._anything.fullmatch(edges.text, item.start, item.end)):
                    found.append(item)
        return [item for item in found if item]

    def _traded(self, edges: Edges, value: Mention) -> ItemPhrase | None:
        """What was bought or sold for the figure: "sold aircraft to Chile for $90m"."""
        before = list(self._trades.finditer(edges.text, max(edges.start, value.start - _REACH), value.start))
        if not before:
            return None
        item = self._object(edges, before[-1].end(), "of-value", value.start)
        priced = item and item.end < value.start and self._for_price.fullmatch(edges.text, item.end, value.start)
        return item if priced else None

    def _object(self, edges: Edges, at: int, relation: str, anchor: int) -> ItemPhrase | None:
        """The ware after "of": adjectives and places before it are none of its name ("of cheaper Spanish oranges").

        "$5bn of Spanish goods" are all that Spain sold.
        """
        start = self._phrases.skip(edges, at, ("adjective",))
        item = self._phrases.right(edges, start, relation, anchor)
        anything = relation == "of-value" and item and self._anything.fullmatch(edges.text, item.start, item.end)
        if item is None or (anything and start > at):
            return None
        return self._phrases.enumeration(edges, item)

    def _heads_of(self, edges: Edges) -> list[ItemPhrase]:
        """The ware of plain words for trade: "sales of steel pipes to builders", "the crude oil bill"."""
        found: list[ItemPhrase | None] = []
        for match in self._trade_noun.finditer(edges.text, edges.start, edges.end):
            if edges.blocks(*match.span()):
                continue
            joined = self._of_ware.match(edges.text, match.end(), edges.end)
            if joined:
                found.append(self._object(edges, joined.end(), "head", match.start()))
            item = self._phrases.left(edges, match.start(), "head", match.start())
            makes = item and self._makers.lookup(match[0]) is not None
            if item and (not makes or _CLAUSE_EDGE.search(edges.text[edges.start : item.start])):
                found.append(item)
        return [item for item in found if item]

    def _sectors(self, edges: Edges) -> list[ItemPhrase]:
        """The X of "the X sector", "in the X category"."""
        found = []
        for match in self._sector.finditer(edges.text, edges.start, edges.end):
            item = self._phrases.left(edges, match.start(), "sector", match.start())
            if item:
                found.append(with_members(edges, item))
        return found

    def _stand_ins(self, edges: Edges) -> list[ItemPhrase]:
        """ "Those of services rose 5%", "oil's share of exports"."""
        found = [
            self._object(edges, match.end(), "subject", match.start())
            for match in _THOSE_OF.finditer(edges.text, edges.start, edges.end)
        ]
        found += [
            self._phrases.left(edges, match.start(), "subject", match.start())
            for match in _SHARE_OWNER.finditer(edges.text, edges.start, edges.end)
        ]
        return [item for item in found if item]

    def _openings(self, edges: Edges, mentions: list[Mention]) -> list[ItemPhrase]:
        """The noun phrases that open a clause, whatever the verb: "wholesale and retail came second"."""
        found: list[ItemPhrase] = []
        starts = [pattern.match(edges.text, edges.start, edges.end) for pattern in (_START, _FRONT)]
        matches = (*filter(None, starts), *_OPENING.finditer(edges.text, edges.start, edges.end))
        for start in sorted({*(match.end() for match in matches), *_after_fronted_period(edges, mentions)}):
            if any(earlier.start < start < earlier.end for earlier in found):
                continue  # the last member of a list: "Tea, coffee, and spices rose"
            at = self._phrases.skip(edges, start, ("determiner", "adjective"))
            item = self._phrases.right(edges, at, "opening", start)
            item = self._phrases.enumeration(edges, item) if item else None
            if item and _GOES_ON.match(edges.text, item.end) and not self._about_ware.match(edges.text, item.end):
                found.append(item)
        return found

    def _leading(self, edges: Edges) -> list[ItemPhrase]:
        """ "On patents alone the shortfall was ...": known items in a phrase that opens the sentence or a part of it."""
        found = []
        for match in _LEADING.finditer(edges.text, edges.start, edges.end):
            item = self._phrases.right(edges, match.end(), "leading", match.start())
            if item and self._phrases.is_known(edges.text[item.start : item.end]):
                found.append(item)
        return found

    def _subjects(self, edges: Edges, cues: list[Cue], mentions: list[Mention]) -> list[ItemPhrase]:
        """Phrases right before a verb of the statistics: "copyrights posted a surplus".

        A phrase of unknown words counts only at the start of a clause, and where the verb goes on to a figure of its own
        ("carpets rose 5%"), not to another thing ("drought cut exports by 5%").
        """
        found = []
        for cue in cues:
            if cue.kind not in ("verb", "level", "share"):
                continue
            joined = _ASIDE_VERB if edges.text[cue.start : cue.end].endswith("ing") else _RELATIVE
            relative = joined.search(edges.text, max(edges.start, cue.start - 12), cue.start)
            item = self._phrases.left(edges, relative.start() if relative else cue.start, "subject", cue.start)
            if item and (
                self._phrases.is_known(edges.text[item.start : item.end]) or self._states(edges, item, cue, mentions)
            ):
                found.append(item)
        return found

    @staticmethod
    def _states(edges: Edges, item: ItemPhrase, cue: Cue, mentions: list[Mention]) -> bool:
        opens = _CLAUSE_EDGE.search(edges.text[edges.start : item.start]) or (
            item.start in _after_fronted_period(edges, mentions)
        )
        if not opens or _NAME.search(edges.text, max(edges.start, item.start - 4), item.start + 1):
            return False
        value = next((m for m in mentions if m.start >= cue.end and m.label in _VALUES), None)
        if value is None or value.start - cue.end > 48:
            return False
        between = [m for m in mentions if cue.end <= m.start < value.start and m.label is Label.FLOW]
        words = edges.text[cue.end : value.start]
        if between:
            return between[0].flow in ("surplus", "deficit") and bool(re.match(r"\s+(?:an?|its)\s", words))
        return bool(_TO_VALUE.fullmatch(words))


def _after_fronted_period(edges: Edges, mentions: list[Mention]) -> list[int]:
    """Where a sentence goes on after the time that opens it: "In 2019 copper brought in $3bn"."""
    front = _TIME_FRONT.match(edges.text, edges.start, edges.end)
    at = front.end() if front else edges.start
    ends = [m.end for m in mentions if m.label is Label.PERIOD and m.start == at]
    gaps = [_TIME_GAP.match(edges.text, end, edges.end) for end in ends]
    return [gap.end() for gap in gaps if gap]
