"""What is traded (item) and the wider subject (topic)."""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.link.open_items import OpenItems, any_of
from extractor.link.phrases import Phrases
from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.link.shares import ShareFinder
from extractor.models import Label, Mention
from extractor.rules import RuleSet
from extractor.spans import ItemPhrase

_PLAIN_WORDS = re.compile(r"[A-Z]?[a-z-]{3,}(?: [a-z-]+){0,5}")
_BETWEEN_NAMES = re.compile(r",\s+and\s+(?:of\s+)?|,\s+|\s+and\s+(?:of\s+)?")
_NUMBER = re.compile(r"[\d.,]+\s+(?:(?:million|mln|billion|bln|bn|m|thousand|lakh|crore)\s+)?(?=[A-Za-z])")
_GOODS_RULE = "quantity.goods"
_OF_VALUE = frozenset({"of-value", "growth-in", "label"})
_OF_FLOW = frozenset({"modifier", "object"})
_OF_CLAUSE = frozenset({"head", "subject", "sector", "leading", "named", "opening"})
_BALANCES = frozenset({"balance", "surplus", "deficit"})
# How near a phrase is to the figure: the first kind that there is counts.
_NEAREST_FIRST = (
    "growth-in",
    "of-value",
    "label",
    "object",
    "modifier",
    "head",
    "subject",
    "sector",
    "leading",
    "opening",
    "named",
)


class ItemFinder:
    """Fills item, topic and share_of."""

    def __init__(self, rules: RuleSet) -> None:
        heads = rules.list("item_head")
        self._rights = any_of(heads.meanings.get("rights", ()))
        self._phrases = Phrases(rules)
        self._shares = ShareFinder(rules)
        self._open = OpenItems(rules)
        self._counted_in = rules.list("counted_in")
        self._of_sum = rules.pattern("link.items.of-sum")
        self._cause = rules.pattern("link.places.fronted-cause")
        self._expected_by = rules.pattern("link.places.expected-by")
        self._ware = rules.pattern("link.items.ware")
        self._says = rules.pattern("link.items.says")
        self._predicate = rules.pattern("link.items.predicate")
        self._row_of_values = rules.pattern("link.items.row")
        self._and_price = rules.pattern("link.items.and-price")
        self._and_level = rules.pattern("link.items.and-level")
        self._priced = rules.pattern("link.items.priced")
        self._ranked = rules.pattern("link.items.ranked")
        self._parted = rules.pattern("link.items.parted")
        self._proper = rules.pattern("link.items.proper")
        self._agent = rules.pattern("link.items.agent")
        self._services_half = rules.pattern("link.items.services-half")
        self._turn = rules.pattern("link.items.turn")
        self._total_before = rules.pattern("link.items.total-before")
        self._of_this = rules.pattern("link.items.of-this")
        self._again = rules.pattern("link.items.goes-on")
        self._shipment = rules.pattern("link.items.shipment")

    def divided(self, sentences: list[SentenceView]) -> bool:
        """Does the article speak of trade in services by name, so that its goods are but a half of trade?"""
        return any(self._services_half.fullmatch(view.text[i.start : i.end]) for view in sentences for i in view.items)

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the slots of all readings of a sentence."""
        previous: Reading | None = None
        for reading in readings:
            self._item(view, reading, previous, readings, passage)
            self._open.topic(reading, passage)
            previous = reading
        self._respectively(view, readings)
        self._open.carry_half(view, readings, passage)
        self._shares.assign(view, readings, passage)

    def _respectively(self, view: SentenceView, readings: list[Reading]) -> None:
        """ "Exports of tea and coffee were $2m and $3m": as many wares as figures in a row are one for each."""
        for row in self._rows(view, readings):
            item = row[0].slots.get("item")
            if item is None or item.span is None or item.span[1] > row[0].value.start:
                continue
            names = _names(view.text, *item.span)
            places = view.places_between(item.span[1], row[0].value.start)
            if len(names) != len(row) or len(places) == len(row) or any(r.get("item") != item.value for r in row):
                continue
            for reading, name in zip(row, names, strict=True):
                reading.slots["item"] = Filled(self._phrases.clean(view.text[slice(*name)]), "local", name)

    def _rows(self, view: SentenceView, readings: list[Reading]) -> list[list[Reading]]:
        """Runs of two and more figures with nothing but a comma or "and" between."""
        rows: list[list[Reading]] = [readings[:1]]
        for before, after in pairwise(readings):
            same = before.value.label is after.value.label and before.measure == after.measure
            if same and self._row_of_values.fullmatch(view.words(before.value.end, after.value.start)):
                rows[-1].append(after)
            else:
                rows.append([after])
        return [row for row in rows if len(row) > 1]

    def _item(
        self,
        view: SentenceView,
        reading: Reading,
        previous: Reading | None,
        readings: list[Reading],
        passage: Passage,
    ) -> None:
        local = self._local(view, reading, passage)
        if previous is not None and (
            _is_change_of_share(reading, previous)
            or (
                local is not None
                and local.start >= reading.value.end
                and _is_part_of_whole(reading, previous)
                and previous.get("item")
            )
            or self._is_same_amount(view, reading, previous)
            or self._is_level_of(view, reading, previous, local)
            or _is_said_of_last(view, reading, previous, local)
        ):
            _same(reading, previous)
        elif local:
            text = self._phrases.clean(view.text[local.start : local.end])
            reading.slots["item"] = Filled(text, "local", (local.start, local.end))
        elif counted := self._counted_ware(view, reading.value):
            reading.slots["item"] = counted
        elif reading.leader in readings and reading.leader:
            _same(reading, reading.leader)
        elif (previous is not None and previous.get("item") and _is_part_of_whole(reading, previous)) or (
            previous is not None and previous.get("item") and self._shares_item(view, reading, previous)
        ):
            _same(reading, previous)
        elif previous is None and passage.item and self._goes_on(view, reading, passage):
            reading.slots["item"] = Filled(passage.item.value, "inherited", passage.item.span)
        elif passage.topic and self._open.is_open(view, reading, str(passage.topic.value)):
            reading.slots["item"] = Filled(passage.topic.value, "inherited", passage.topic.span)
        else:
            self._open.half(view, reading, passage)

    def _counted_ware(self, view: SentenceView, value: Mention) -> Filled | None:
        """What a number counts is the ware: "30 tractors"; not what it only comes in: "30 crates"."""
        number = _NUMBER.match(value.text) if value.label is Label.QUANTITY and value.rule == _GOODS_RULE else None
        if number is None or self._counted_in.lookup(value.unit or "") is not None:
            return None
        start = value.start + number.end()
        start = next((p.end + 1 for p in view.places if p.start == start and p.end < value.end), start)
        return Filled(self._phrases.clean(view.text[start : value.end]), "local", (start, value.end))

    def _is_same_amount(self, view: SentenceView, reading: Reading, previous: Reading) -> bool:
        """The amount again, in brackets, or the price of the quantity before."""
        if reading.role == "bracket" and previous.value.end + 3 >= reading.value.start:
            return True
        between = view.words(previous.value.end, reading.value.start)
        of_quantity = previous.value.label is Label.QUANTITY and reading.value.label is Label.MONEY
        if of_quantity and self._and_price.fullmatch(between):
            return True
        return bool(self._priced.match(view.words(previous.value.end, reading.value.end)))

    def _is_level_of(self, view: SentenceView, reading: Reading, previous: Reading, local: ItemPhrase | None) -> bool:
        """The level that goes with a change of a ware: "The main imports were tin, up 5% to $3m"."""
        item = previous.slots.get("item")
        if item is None or item.span is None or item.how != "local" or local is None:
            return False
        nearer = local.relation in _OF_VALUE or local.start >= item.span[0]
        between = view.words(previous.value.end, reading.value.start)
        return not nearer and bool(self._and_level.fullmatch(between))

    def _local(self, view: SentenceView, reading: Reading, passage: Passage) -> ItemPhrase | None:
        """The phrase of the sentence that says what the figure is of."""
        flow = reading.flow_mention or _flow_of_deal(view, reading)
        own_flow = flow if reading.flow_how == "local" else None
        by = self._candidates(view, reading, own_flow)
        self._refuse(view, reading, passage, by)
        if not any(relation in by for relation in _OF_VALUE):
            later = self._later_subject(view, flow, by)
            if later is not None:
                return _whole_subject(view, later)
        if reading.measure == "share" or self._of_sum.match(reading.tail):
            self._drop_whole(reading, by)
        best = next((by[relation] for relation in _NEAREST_FIRST if relation in by), None)
        sectors = (i for i in view.items if i.relation == "sector" and i.end <= reading.value.start)
        return _in_full(view, _whole_subject(view, best or next(sectors, None)))

    @staticmethod
    def _drop_whole(reading: Reading, by: dict[str, ItemPhrase]) -> None:
        """Take out the ware of the whole where that of the part is told: "tin made up 5% of mineral exports"."""
        if any(relation in by for relation in ("subject", "opening", "sector")):
            for relation in ("modifier", "object"):
                if relation in by and by[relation].start >= reading.value.end:
                    del by[relation]

    def _refuse(self, view: SentenceView, reading: Reading, passage: Passage, by: dict[str, ItemPhrase]) -> None:
        """Take out the phrases that name who trades, and those whose place in the sentence is not that of a ware."""
        for relation in ("object", "opening", "subject"):
            if relation in by and self._is_agent(view, by[relation], passage, owned=relation == "object"):
                del by[relation]
        if "opening" in by and not self._opens(view, reading, passage, by["opening"]):
            del by["opening"]
        head = by.get("head")
        if head is not None and (
            view.flows_between(head.end, reading.value.start) or self._proper.search(view.text[head.start : head.end])
        ):
            del by["head"]

    def _opens(self, view: SentenceView, reading: Reading, passage: Passage, opening: ItemPhrase) -> bool:
        """Is what opens a clause its subject and a ware? Not where the flow word of the same clause comes before."""
        flow = reading.flow_mention if reading.flow_how == "local" else None
        if flow is not None and flow.start < opening.start and not self._is_parted(view, flow.end, opening.start):
            return False
        return self._is_ware(view, opening, passage) or self._is_subject(view, opening, reading, passage)

    def _later_subject(self, view: SentenceView, flow: Mention | None, by: dict[str, ItemPhrase]) -> ItemPhrase | None:
        """The subject of a later clause than that of the flow word: "Exports of tea rose 5%; spices came to $2m"."""
        whole = by.get("object")
        for later in (by.get("subject"), by.get("opening")):
            if later is None or flow is None or later.start <= flow.end:
                continue
            if whole is None or (later.start >= whole.end and self._is_parted(view, whole.end, later.start)):
                return later
        return None

    def _is_parted(self, view: SentenceView, start: int, end: int) -> bool:
        return bool(self._parted.search(view.words(start, end)))

    def _candidates(self, view: SentenceView, reading: Reading, flow: Mention | None) -> dict[str, ItemPhrase]:
        """One phrase of each relation: the first beside the figure, the last beside its flow word or before it."""
        value, clause = reading.value, view.clauses[reading.clause]
        anchors = _anchors(view, reading, flow) if flow is not None else []
        by: dict[str, ItemPhrase] = {}
        cause = self._cause.match(view.words(view.start, view.end))
        after_cause = view.masked.source(cause.end()) if cause else view.start
        for item in view.items:
            if item.start < after_cause:
                continue
            if item.relation in _OF_VALUE and item.anchor == value.start:
                by.setdefault(item.relation, item)
                continue
            before = item.relation in _OF_CLAUSE and clause.start <= item.start and item.end <= value.start
            if (item.relation in _OF_FLOW and item.anchor in anchors) or (
                before and not self._turn.search(view.words(item.end, value.start))
            ):
                by[item.relation] = item
        return by

    def _is_ware(self, view: SentenceView, item: ItemPhrase, passage: Passage) -> bool:
        """May a phrase that opens a clause be what is traded?

        Known wares may; others in an article that goes through the kinds of its topic.
        """
        text = view.text[item.start : item.end]
        if self._ware.search(text):
            return True
        says = self._says.match(view.text[item.end : item.end + 24])
        return bool(passage.topic and _PLAIN_WORDS.fullmatch(text) and not says)

    def _is_subject(self, view: SentenceView, item: ItemPhrase, reading: Reading, passage: Passage) -> bool:
        """Is a phrase of whatever words what the figure is said of: no flow word comes between, but a verb does?

        "Cut flowers, by contrast, brought in 3 million": yes. "Drought cut exports by 5%": no.
        """
        phrase = view.text[item.start : item.end]
        named = phrase[0].isupper() and view.words(view.start, item.start).endswith("the ")
        if named or self._proper.search(phrase) or self._is_agent(view, item, passage):
            return False  # "The Republic took": a capital after an article is a name's
        value, between = reading.value, view.words(item.end, reading.value.start)
        flows = view.flows_between(item.end, value.start)
        if any(flow.flow not in ("surplus", "deficit") for flow in flows) or not self._predicate.match(between):
            return False
        verbs = view.cues_of("verb", "level", "share")
        return bool(self._ranked.match(between)) or any(item.end <= cue.start < value.start for cue in verbs)

    def _is_agent(self, view: SentenceView, item: ItemPhrase, passage: Passage, *, owned: bool = False) -> bool:
        """Is it who trades? In an article on rights, though, figures are told of kinds of firms.

        `owned` says that it follows "of": "the receipts of companies" are not such a figure.
        """
        on_rights = not owned and passage.topic is not None and self._rights.search(str(passage.topic.value))
        return not on_rights and bool(self._agent.search(view.text[item.start : item.end]))

    def _shares_item(self, view: SentenceView, reading: Reading, previous: Reading) -> bool:
        """A later clause of the sentence goes on about the same item where it names no other."""
        if reading.flow_mention is not None and reading.flow_mention is not previous.flow_mention:
            if self._is_part(view, previous):
                return False
            whole = self._total_before.search(view.words(view.start, reading.flow_mention.start))
            return not whole and not self._open.is_of_trade(view, reading.flow_mention)
        return True

    @staticmethod
    def _is_part(view: SentenceView, reading: Reading) -> bool:
        """Is its ware but one of those that the flow word had a figure for before: "imports rose 9%, with cars up 30%"?"""
        item, flow = reading.slots["item"], reading.flow_mention
        start = min(item.span[0], reading.value.start) if item.span else 0
        return bool(flow and "V" in view.words(flow.end, start))

    def _goes_on(self, view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """The next sentence of the paragraph says "the deficit", "this", or only a verb."""
        if view.sentence.block != passage.block:
            return False
        if reading.flow_how == "inherited" or self._of_this.match(view.words(view.start, view.end)):
            return True
        flow = reading.flow_mention
        if flow is None:
            partner = reading.slots.get("partner")  # "Chile was the biggest buyer, taking 3 million"
            return bool(partner and partner.how == "local" and reading.flow == passage.flow and not view.flows)
        if flow.flow != passage.flow:
            return False
        before = view.words(view.start, flow.start)
        again = self._again.search(before) or self._shipment.match(flow.text) or self._expected_by.match(before)
        return bool(again and not re.search(r"[FV]", before))


def _names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the members of "tea, coffee and spices" stand."""
    gaps = [match.span() for match in _BETWEEN_NAMES.finditer(text, start, end)]
    return list(zip([start, *(b for _, b in gaps)], [*(a for a, _ in gaps), end], strict=True))


def _same(reading: Reading, other: Reading) -> None:
    if "item" in other.slots:
        filled = other.slots["item"]
        reading.slots["item"] = Filled(filled.value, "inherited", filled.span)


def _is_said_of_last(view: SentenceView, reading: Reading, previous: Reading, local: ItemPhrase | None) -> bool:
    """ "Knitwear fetched 10 bn, a rise of 3%, and woven garments 11 bn, up 5%": the 5% is of the garments named last."""
    item = previous.slots.get("item")
    if local is None or local.relation in _OF_VALUE or item is None or item.how != "local" or item.span is None:
        return False
    if not local.end <= item.span[0] < reading.value.start:
        return False
    between = view.words(previous.value.end, reading.value.start)
    return not re.search(r"[F;:]|\band\b", between)


def _is_change_of_share(reading: Reading, previous: Reading) -> bool:
    """ "Tin made up 5% of exports, an increase of 2 points": the flow word before the change is that of the whole."""
    flow = reading.flow_mention
    changed = reading.role == "delta" and previous.measure == "share" and reading.clause == previous.clause
    return changed and flow is not None and previous.value.end <= flow.start < reading.value.start


def _is_part_of_whole(reading: Reading, previous: Reading) -> bool:
    """Does a share name the whole behind it, so that it is told of what the figure before is of?"""
    flow = reading.flow_mention
    told = reading.measure == "share" and flow is not None and flow.start >= reading.value.end
    return told and reading.clause == previous.clause and reading.flow == previous.flow


def _whole_subject(view: SentenceView, item: ItemPhrase | None) -> ItemPhrase | None:
    """The list that opens a clause, where a phrase is its end: "tea, coffee and spices rose", not "coffee and spices"."""
    if item is None or item.relation not in _OF_CLAUSE:
        return item
    lists = (i for i in view.items if i.relation == "opening" and i.start < item.start and i.end == item.end)
    return next(lists, item)


def _in_full(view: SentenceView, item: ItemPhrase | None) -> ItemPhrase | None:
    """The known name that a phrase begins or ends: "charges for the use of patents", not "charges" or "patents"."""
    if item is None:
        return None
    names = (i for i in view.items if i.relation == "named" and i.start <= item.start and item.end <= i.end)
    return next((i for i in names if i.start == item.start or i.end == item.end), item)


def _flow_of_deal(view: SentenceView, reading: Reading) -> Mention | None:
    """The flow word that is the subject of a verb of trade: "exports of tea earned V"."""
    before = [f for f in view.flows if view.clauses[reading.clause].start <= f.start < reading.value.start]
    last = before[-1] if before else None
    own = last is not None and last.flow == reading.flow and "V" not in view.words(last.end, reading.value.start)
    return last if own else None


def _anchors(view: SentenceView, reading: Reading, flow: Mention) -> list[int]:
    """Where the reading's flow word stands, and words for the same flow before it in the clause."""
    start = view.clauses[reading.clause].start
    same = [f for f in view.flows if start <= f.start <= flow.start]
    same = [f for f in same if f.flow == flow.flow or (f.flow == "balance" and flow.flow in _BALANCES)]
    apart = re.compile(r"V|\b(?:while|whereas|although|but|total|overall|entire|whole)\b")
    return [f.start for f in same if not apart.search(view.words(f.end, flow.start))] or [flow.start]
