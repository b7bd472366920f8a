"""What is traded (item), the wider subject (topic), and what a share is of."""

from __future__ import annotations

import re

from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.rules import RuleSet
from extractor.spans import ItemPhrase

_TOTAL_BEFORE = re.compile(r"\b(?:total|overall|all|whole|world|global)(?: [a-z-]+)? \Z")
_SHARE_OF = re.compile(
    r"\b(?:share|proportion) of (?:the |its |their )?((?:(?!(?:fall|fell|rise|rose|was|is|were|to|had|has|will|slip\w*|grew|at|in) )[^V,;]){1,60}?)(?= (?:fall|fell|rise|rose|was|is|were|to|had|has|will|slip\w*|grew|at|in|by|from|stood)\b|[,;])"
)
_OF = re.compile(
    r"\A(?:-| )of ((?:(?!(?:in|from|to|and|while|by|with|compared|at|up|down|against|after|last|this|over|during|since) )[^V,;()]){1,70}?)(?= (?:in|from|to|and|while|by|with|compared|at|up|down|against|after|last|this|which|that|as|over|during|since|T)\b|[.,;()]|\Z| T)"
)
_ACCOUNT = re.compile(r"\s+(?:account|balance|trade|fees|payments|receipts|income|earnings|exports?|imports?)\b", re.I)
_CHARGES = re.compile(r"royalt|licen[cs]|charges|rights|patents|copyrights|services", re.I)
_GOODS = re.compile(r"^(?:merchandise|goods|commodit)", re.I)
_PLAIN_WORDS = re.compile(r"[A-Z]?[a-z-]{3,}(?: [a-z-]+){0,5}")
_OF_THIS = re.compile(r"(?:of|among|within|in) (?:this|that|these|those|which|them)\b")
_SAYS = re.compile(
    r"\s+(?:said|says|say|noted|told|sees?|forecasts?|expects?|report|put|added|reckons?|believes?|shows?|showed)\b"
)
_TURN = re.compile(r"\b(?:but|while|whereas|although|where|because|though)\b|,? and the\b")
_CONTINUES = re.compile(r"(?:^|[ ,])(?:the|this|that|its) \Z")


class ItemFinder:
    """Fills item, topic and share_of."""

    def __init__(self, rules: RuleSet) -> None:
        heads = rules.list("item_head")
        domain = [w for meaning in ("rights", "services") for w in heads.meanings.get(meaning, ())]
        self._domain = re.compile(
            r"(?<![\w-])(?:" + "|".join(re.escape(w) for w in sorted(domain, key=len, reverse=True)) + r")(?![\w-])",
            re.I,
        )
        self._heads = re.compile(rf"(?<![\w-]){heads.fragment()}$", re.I)
        self._goods = re.compile(r"^(?:merchandise|goods|merchandise goods|commodities|products)$", re.I)

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the slots of all readings of a sentence."""
        previous: Reading | None = None
        for reading in readings:
            local = self._local(view, reading, passage)
            if reading.role == "bracket" and previous is not None and previous.value.end + 3 >= reading.value.start:
                self._same(reading, previous)
            elif local:
                reading.slots["item"] = Filled(_text(view, local), "local", (local.start, local.end))
            elif reading.leader in readings and reading.leader:
                self._same(reading, reading.leader)
            elif previous is not None and previous.get("item") and self._shares_item(view, reading, previous):
                self._same(reading, previous)
            elif previous is None and passage.item and self._goes_on(view, reading, passage):
                reading.slots["item"] = Filled(passage.item.value, "inherited", passage.item.span)
            elif passage.topic and self._bare(view, reading, str(passage.topic.value)):
                reading.slots["item"] = Filled(passage.topic.value, "inherited", passage.topic.span)
            self._topic(reading, passage)
            previous = reading
        same: Reading | None = None
        for reading in readings:
            if reading.measure == "share":
                self._share_of(view, reading, passage, same)
                same = reading if reading.get("share_of") else same

    @staticmethod
    def _same(reading: Reading, other: Reading) -> None:
        if "item" in other.slots:
            filled = other.slots["item"]
            reading.slots["item"] = Filled(filled.value, "inherited", filled.span)

    def _local(self, view: SentenceView, reading: Reading, passage: Passage) -> ItemPhrase | None:
        value, flow = reading.value, reading.flow_mention
        clause = view.clauses[reading.clause]
        by: dict[str, ItemPhrase] = {}
        anchors = self._anchors(view, reading) if flow is not None and reading.flow_how == "local" else []
        for item in view.items:
            if item.relation in ("of-value", "growth-in", "label") and item.anchor == value.start:
                by.setdefault(item.relation, item)
            elif (item.anchor in anchors and item.relation in ("modifier", "object")) or (
                item.relation in ("subject", "sector", "leading", "named", "opening")
                and clause.start <= item.start
                and item.end <= value.start
                and not _TURN.search(view.words(item.end, value.start))
            ):
                by[item.relation] = item
        if flow is not None and reading.flow_how == "local" and "opening" in by and flow.start < by["opening"].start:
            del by["opening"]
        if "opening" in by and not self._is_ware(view, by["opening"], passage):
            del by["opening"]
        subject = by.get("subject")
        if (
            subject is not None
            and flow is not None
            and subject.start > flow.end
            and "growth-in" not in by
            and "of-value" not in by
        ):
            return subject
        for relation in (
            "growth-in",
            "of-value",
            "label",
            "object",
            "modifier",
            "subject",
            "sector",
            "leading",
            "opening",
            "named",
        ):
            if relation in by:
                return by[relation]
        return next((i for i in view.items if i.relation == "sector" and i.end <= value.start), None)

    def _is_ware(self, view: SentenceView, item: ItemPhrase, passage: Passage) -> bool:
        """May a phrase that opens a clause be what is traded? Known wares; others in an article that goes through the kinds of its topic."""
        text = view.text[item.start : item.end]
        if self._heads.search(text):
            return True
        return bool(passage.topic and _PLAIN_WORDS.fullmatch(text) and not _SAYS.match(view.text, item.end))

    @staticmethod
    def _anchors(view: SentenceView, reading: Reading) -> list[int]:
        """Where the reading's flow word stands, and words for the same flow before it in the clause."""
        flow = reading.flow_mention
        assert flow is not None
        balance = ("balance", "surplus", "deficit")
        start = view.clauses[reading.clause].start
        same = [f for f in view.flows if start <= f.start <= flow.start]
        same = [f for f in same if f.flow == flow.flow or (f.flow == "balance" and flow.flow in balance)]
        return [f.start for f in same if "V" not in view.words(f.end, flow.start)] or [flow.start]

    @staticmethod
    def _shares_item(view: SentenceView, reading: Reading, previous: Reading) -> bool:
        """A later clause of the sentence goes on about the same item where it names no other."""
        if reading.flow_mention is not None and reading.flow_mention is not previous.flow_mention:
            before = view.words(view.start, reading.flow_mention.start)
            return not _TOTAL_BEFORE.search(before)
        return True

    @staticmethod
    def _goes_on(view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """The next sentence of the paragraph says "the deficit", "this", or only a verb."""
        if view.sentence.block != passage.block:
            return False
        if reading.flow_how == "inherited" or _OF_THIS.match(view.words(view.start, view.end)):
            return True
        flow = reading.flow_mention
        before = view.words(view.start, flow.start) if flow else ""
        again = _CONTINUES.search(before) or (flow is not None and flow.text.lower().startswith("shipment"))
        return bool(flow and flow.flow == passage.flow and again and not re.search(r"[FV]", before))

    @staticmethod
    def _bare(view: SentenceView, reading: Reading, topic: str) -> bool:
        flow = reading.flow_mention
        return (
            True
            if flow is None
            else not (
                (flow.flow == "total" or _GOODS.search(str(topic)))
                and _TOTAL_BEFORE.search(view.words(view.start, flow.start))
            )
        )

    def _topic(self, reading: Reading, passage: Passage) -> None:
        item = reading.get("item")
        if not item or passage.topic is None or item == passage.topic.value:
            return
        topic = passage.topic.value
        if re.search(r"\bgoods\b|merchandise", topic) or not self._domain.search(topic):
            return
        if _same_words(item, topic) or (
            self._domain.search(item) and _overlap(item, topic) and len(_words(item)) <= len(_words(topic)) + 2
        ):
            return
        reading.slots["topic"] = Filled(topic, "inherited", passage.topic.span)

    def _share_of(self, view: SentenceView, reading: Reading, passage: Passage, same: Reading | None) -> None:
        start = view.masked.at(reading.value.end)
        match = _OF.match(reading.tail)
        if match:
            a, b = view.masked.source(start + match.start(1)), view.masked.source(start + match.end(1))
            whole = _clean(view.text[a:b])
            if whole.lower() in ("total", "whole", "sum"):
                whole = "total trade" if reading.flow == "total" else f"total {reading.flow}"
            reading.slots["share_of"] = Filled(whole, "local", (a, b))
            return
        lead = view.words(view.start, reading.value.start)
        before = next(reversed(list(_SHARE_OF.finditer(lead))), None)
        if before:
            base = view.masked.at(view.start)
            a, b = view.masked.source(base + before.start(1)), view.masked.source(base + before.end(1))
            reading.slots["share_of"] = Filled(_clean(view.text[a:b]), "local", (a, b))
        elif reading.head and reading.head.get("share_of"):
            reading.slots["share_of"] = reading.head.slots["share_of"]
        elif same and same.flow == reading.flow:
            reading.slots["share_of"] = same.slots["share_of"]
        elif passage.share_of and passage.share_of.value:
            whole = passage.share_of.value
            if reading.flow_mention is not None and not re.search(r"trade|GDP|product", whole):
                whole = re.sub(
                    r"\b(?:exports?|imports?|deficits?|surplus\w*)\b",
                    reading.flow_mention.text
                    if reading.flow_mention.text.lower() not in ("exported", "imported")
                    else reading.flow or "",
                    whole,
                )
            reading.slots["share_of"] = Filled(whole, "inherited", passage.share_of.span)
        elif reading.flow_mention is not None and re.search(r"\btotal\b|overall", view.words(view.start, view.end)):
            reading.slots["share_of"] = Filled(f"total {reading.flow}", "default")
        elif reading.flow_mention is not None:
            flow = reading.flow_mention
            reading.slots["share_of"] = Filled(flow.text, "default", (flow.start, flow.end))


def topic_of(sentences: list[SentenceView], rules: RuleSet) -> Filled | None:
    """What the whole article is about, where headline or lead say it and the text comes back to it.

    Royalties, technology and the like count wherever headline or lead name them; other items only beside a flow word.
    """
    parts = [view for view in sentences if view.sentence.kind in ("headline", "body")]
    whole = " ".join(view.text[view.start : view.end].lower() for view in parts)
    rights = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, rules.list('topic_phrase').words()))})(?![\w-])", re.I)
    best: tuple[int, int, Filled] | None = None
    for number, view in enumerate(
        [v for v in parts if v.flows or v.sentence.kind == "headline" or rights.search(v.text, v.start, v.end)][:3]
    ):
        anchors = {flow.start for flow in view.flows}
        main = {flow.start for flow in view.flows[:1]}
        spans = [(i.start, i.end) for i in view.items if i.anchor in anchors and i.relation in ("modifier", "object")]
        beside = set(spans)
        second = {
            (i.start, i.end) for i in view.items if i.anchor in anchors - main and i.relation in ("modifier", "object")
        }
        spans += [
            match.span()
            for match in rights.finditer(view.text, view.start, view.end)
            if _CHARGES.search(match[0]) or _ACCOUNT.match(view.text, match.end())
        ]
        for start, end in spans:
            text = _clean(view.text[start:end])
            count = _mentions_of(text, whole)
            is_right = bool(rights.search(text))
            if (
                count
                < (
                    (
                        1
                        if number == 0 and len(whole) < 800
                        else 2
                        if number == 0 and view.sentence.kind == "headline"
                        else 3
                    )
                    if (start, end) in beside
                    else 4
                )
                or "goods and services" in text
                or (not is_right and (start, end) in second)
                or (_GOODS.search(text) and number > 1)
            ):
                continue
            rank = (2 if is_right else 1, -number)
            if best is None or rank > best[:2]:
                best = (*rank, Filled(text, "inherited", (start, end)))
    return best[2] if best else None


def _mentions_of(phrase: str, text: str) -> int:
    """How often a text names a subject, "IP" and "intellectual property" being one."""
    if " and " in phrase:
        return max(_mentions_of(part, text) for part in phrase.split(" and "))
    words = phrase.lower().rstrip("s")
    count = len(re.findall(rf"(?<!\w){re.escape(words)}", text))
    for long, short in (("intellectual property", "ip"), ("technology", "tech")):
        if long in words:
            count += len(re.findall(rf"(?<!\w){re.escape(words.replace(long, short))}", text))
        elif re.search(rf"\b{short}\b", words):
            count += len(re.findall(rf"(?<!\w){re.escape(re.sub(rf'{chr(92)}b{short}{chr(92)}b', long, words))}", text))
    return count


def _text(view: SentenceView, item: ItemPhrase) -> str:
    return _clean(view.text[item.start : item.end])


def _clean(text: str) -> str:
    return re.sub(r"^(?:the|its|their|all|a|an) ", "", " ".join(text.split()), flags=re.I).strip(" ’'\"“”")


def _words(text: str) -> set[str]:
    text = (
        text.lower()
        .replace("intellectual property", "ip")
        .replace("royalties", "royalty")
        .replace("technology", "tech")
    )
    return {w.rstrip("s") for w in re.findall(r"\w+", text)}


def _same_words(a: str, b: str) -> bool:
    return _words(a) == _words(b)


def _overlap(a: str, b: str) -> bool:
    return bool(_words(a) & _words(b))
