"""Rewrite an article with other countries or other currencies: the parts of `rewriting` that need word lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.evaluate.rewriting import Edit, Rewriting, ordered, value_spans
from extractor.evaluate.standins import COUNTRIES, DOLLAR, EURO, OLD_EURO, Country, Currency, country_of, members
from extractor.models import Extraction, Label, Mention
from extractor.rules import RuleSet

_EURO_YEAR = 1999
_UNION = frozenset(["EU", "EC", "EA", "EUROPE"])
_FORMER = frozenset(["SUN", "DDR", "CSK", "YUG"])
_COMBINING = re.compile(r"Sino")
_FISCAL = re.compile(r"\bfiscal\b|\bfinancial years?\b|\bFY ?\d|\b(?:19|20)\d\d[-/–]\d\d\b", re.I)
_NO_NOUN = (
    "is was are were has had have said and or in to with from for on by at as will would could should may might but "
    "which that where while after since over than posted recorded reported ran runs of during last this also "
    "exported imported sold bought saw because if when rose fell can did does do not until before "
    "against into between under through accounted accounts"
)
_ATTRIBUTIVE = re.compile(rf" (?!(?:{'|'.join(_NO_NOUN.split())})\b)[a-z]")
"""After a name: what it belongs to follows."""
_BEFORE_MONEY = re.compile(r"[ -]?(?:dollars?|dlrs?|cents?|cts|\$)", re.I)
_ACRONYM = 4
_PLURALS = ("s", "yen", "yuan", "baht", "rand", "won", "kronor", "kroner", "lire", "dong", "rupiah", "ringgit", "naira")


@dataclass(frozen=True)
class Named:
    """A place as the text writes it; `form`: name, adjective, people, city, combining or fixed (no place by itself)."""

    start: int
    end: int
    code: str
    form: str


def countries(extraction: Extraction, rules: RuleSet) -> Rewriting | None:
    """Each country that another can stand for becomes that other, with adjective, people, capital and own currency."""
    text = extraction.article.text
    named = [n for n in _places_in(text, rules) if n.form == "fixed" or not _BEFORE_MONEY.match(text, n.end)]
    swaps = _swaps(extraction, named, rules)
    if not swaps:
        return None
    moneys = {unit: c.currency for code, c in swaps.items() if c.currency for unit in _own_units(code, rules)}
    edits = exchange_money(extraction, moneys, rules) or ()
    edits += tuple(
        edit for n in named if n.code in swaps and n.form != "fixed" for edit in [_place_edit(text, n, swaps[n.code])]
    )

    def words(phrase: str) -> str:
        inside = tuple(
            _place_edit(phrase, n, swaps[n.code])
            for n in _places_in(phrase, rules)
            if n.code in swaps and n.form != "fixed"
        )
        return Rewriting("", ordered(inside), None).text(phrase)

    taken = [
        span for span in value_spans(extraction) if not any(span[0] <= e.start and e.end <= span[1] for e in edits)
    ]
    return Rewriting(
        "countries",
        ordered(edits, taken),
        extraction.article.published,
        places={code: c.code for code, c in swaps.items()}
        | {f"non-{code}": f"non-{c.code}" for code, c in swaps.items()},
        units={unit: currency.unit for unit, currency in moneys.items()},
        words=words,
    )


def _swaps(extraction: Extraction, named: Sequence[Named], rules: RuleSet) -> dict[str, Country]:
    """For each country of the article that may be exchanged the one that stands for it; each stands for one only."""
    units = {m.unit for m in extraction.mentions if m.label is Label.MONEY and m.unit}
    groups = {m.place for m in extraction.mentions if m.label is Label.PLACE and m.place}
    kept = {n.code for n in named if n.form == "combining"} | _FORMER | {country_of(g) for g in groups}
    mentioned = {n.code for n in named}
    free = [c for c in COUNTRIES if c.code not in mentioned and not (c.currency and c.currency.unit in units)]
    fiscal = bool(_FISCAL.search(extraction.article.text))
    swaps: dict[str, Country] = {}
    for code in dict.fromkeys(n.code for n in named if n.form in ("name", "adjective")):
        if len(code) != 3 or code in kept or code in groups & _UNION:
            continue
        own = _own_units(code, rules) & units
        if own and exchange_money(extraction, dict.fromkeys(own, EURO), rules) is None:
            continue
        turn = sum(map(ord, code)) % max(1, len(free))
        for country in (*free[turn:], *free[:turn]):
            if (
                (not own or country.currency)
                and _alike(code, country.code, groups)
                and (not fiscal or _same_year(code, country.code, rules))
            ):
                swaps[code] = country
                free.remove(country)
                break
    return swaps


def _alike(one: str, other: str, groups: Iterable[str]) -> bool:
    """Whether what the article says of groups and regions holds for both or for neither; Europe has too many unions."""
    for group in groups:
        inside = members(group.removeprefix("non-"))
        if (one in inside and inside == members("EUROPE")) or (one in inside) != (other in inside):
            return False
    return True


@cache
def _fiscal(rules_words: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {country: meaning for meaning, names in rules_words for country in names}


def _same_year(one: str, other: str, rules: RuleSet) -> bool:
    """Whether both have the same fiscal year and the same name for it."""
    lists = [
        _fiscal(tuple(rules.list(name).meanings.items()))
        for name in ("fiscal_start", "fiscal_named_for", "split_year_fiscal")
    ]
    return all(words.get(one) == words.get(other) for words in lists)


def _own_units(code: str, rules: RuleSet) -> frozenset[str]:
    """The currencies that are a country's own; the dollar of the United States and the euro are the world's."""
    families = [words for name, words in rules.words.items() if name.startswith("family_")]
    units = {unit for words in families for unit, nations in words.meanings.items() if nations == (code,)}
    return frozenset(units | set(rules.list("currency_home").meanings.get(code, ()))) - {"USD", "EUR"}


def _places_in(text: str, rules: RuleSet) -> list[Named]:
    """Every place in the text by the word lists, the longest wording where several begin."""
    meanings: dict[str, tuple[str, str]] = {}
    plain = " ".join(text.split())
    for word, code, form in _wordings(rules):
        for written in (word, word.upper()):
            if written in plain:
                meanings.setdefault(written, (code, form))
    if not meanings:
        return []
    longest = sorted(meanings, key=lambda w: (-len(w), w))
    pattern = re.compile(
        r"(?<![\w&])(?:" + "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest) + r")(?!\w)"
    )
    return [Named(m.start(), m.end(), *meanings[" ".join(m[0].split())]) for m in pattern.finditer(text)]


_CACHE: dict[int, list[tuple[str, str, str]]] = {}


def _wordings(rules: RuleSet) -> list[tuple[str, str, str]]:
    if id(rules) not in _CACHE:
        found = [("Sino", "CHN", "combining")]
        found += [
            (word, code, "combining") for code, words in rules.list("place_prefix").meanings.items() for word in words
        ]
        for name in rules.words:
            if name == "no_place" or (
                name.startswith(("place_group", "subdivision")) and name != "subdivision_with_head"
            ):
                found += [(word, code, "fixed") for code, words in rules.list(name).meanings.items() for word in words]
        for name, form in (
            ("place_name", "name"),
            ("place_adjective", "adjective"),
            ("place_national", "people"),
            ("dateline_city", "city"),
        ):
            for code, words in rules.list(name).meanings.items():
                found += [(word, code, form) for word in words]
                found += [(word.title(), code, form) for word in words if form == "city"]
        found += [(c.city, c.code, "city") for c in COUNTRIES]
        _CACHE[id(rules)] = found
    return _CACHE[id(rules)]


def _place_edit(text: str, named: Named, to: Country) -> Edit:
    """The other country in the same form. "The" goes with its name; "the U.S. deficit" is "the Thai deficit"."""
    old, start = text[named.start : named.end], named.start
    acronym = old.replace(".", "").replace(" ", "").isupper() and len(old.replace(".", "")) <= _ACRONYM
    article = re.search(r"\b[Tt]he\s\Z", text[max(0, start - 5) : start])
    form = named.form
    if form == "name" and acronym and _ATTRIBUTIVE.match(text, named.end):
        form = "adjective"
    elif (
        form == "name"
        and article
        and (acronym or old.split()[0] in ("United", "Philippines", "Netherlands", "Czech", "Soviet", "Republic"))
    ):
        start -= 4
    new = {"name": to.name, "adjective": to.adjective, "people": to.people, "city": to.city}[form]
    new = new.upper() if old.isupper() and not (acronym and _in_small(text, named)) else new
    if re.match(r"['’](?!\w)", text[named.end :]) and not new.lower().endswith("s"):
        return Edit(start, named.end + 1, f"{new}{text[named.end]}s")  # the Philippines' -> Peru's
    return Edit(start, named.end, new)


def _in_small(text: str, named: Named) -> bool:
    """Whether the words around are in small letters, so that an acronym in capitals is no headline's."""
    return bool(re.search("[a-z]", text[max(0, named.start - 12) : named.start] + text[named.end + 2 : named.end + 12]))


def currencies(extraction: Extraction, rules: RuleSet) -> Rewriting | None:
    """Each currency becomes one that tells no country, where whose trade it is can be told without."""
    units = list(dict.fromkeys(m.unit for m in extraction.mentions if m.label is Label.MONEY and m.unit))
    places = {m.place for m in extraction.mentions if m.label is Label.PLACE}
    if any(code not in places for claim in extraction.claims if claim.reporter for code in claim.reporter.split("+")):
        return None
    published = extraction.article.published
    years = [int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", extraction.article.text)]
    modern = (published.year if published else max(years, default=0)) >= _EURO_YEAR
    free = [c for c in (EURO if modern else OLD_EURO, DOLLAR) if c.unit not in units]
    edits: list[Edit] = []
    changed: dict[str, str] = {}
    for unit in units:
        if unit == EURO.unit and "EA" in places:
            continue  # "the countries using the dollar" are others
        new = exchange_money(extraction, {unit: free[0]}, rules) if free else None
        if new:
            edits += new
            changed[unit] = free.pop(0).unit
    return Rewriting("currencies", ordered(edits), published, units=changed) if changed else None


def exchange_money(extraction: Extraction, moneys: Mapping[str, Currency], rules: RuleSet) -> tuple[Edit, ...] | None:
    """The edits that put other currencies in the place of some; None where one is written in an unknown way."""
    edits: list[Edit] = []
    written = _Written(rules)
    for mention in extraction.mentions:
        if mention.label is not Label.MONEY or mention.unit is None or mention.unit not in moneys:
            continue
        span = written.currency_in(mention)
        if span is None:
            return None
        if span[0] < span[1]:
            edits.append(_money_edit(extraction.article.text, span, mention, moneys[mention.unit]))
    inside = value_spans(extraction)
    units = {m.unit for m in extraction.mentions if m.label is Label.MONEY and m.unit}
    for start, end, unit in written.outside(extraction.article.text, units):
        if unit in moneys and not any(a <= start < b for a, b in inside):
            word = extraction.article.text[start:end]
            edits.append(Edit(start, end, moneys[unit].many if word.rstrip(".").endswith("s") else moneys[unit].one))
    return tuple(edits)


def _money_edit(text: str, span: tuple[int, int], mention: Mention, to: Currency) -> Edit:
    word = text[span[0] : span[1]]
    if span[0] == mention.start:
        return Edit(*span, to.sign)
    before = text[span[0] - 1]
    plural = before != "-" and word.rstrip(".").lower().endswith(_PLURALS)
    new = to.many if plural else to.one
    space = "" if before.isspace() or before == "-" else " "
    return Edit(*span, space + (new.upper() if word.isupper() and len(word) > _ACRONYM else new))


_NUMBER_WORDS = (
    "to and one two three four five six seven eight nine ten half a an mln mn million m bn bln billion b tn trillion "
    "crore lakh thousand"
)
_BARE = re.compile(rf"[\d.,\s-]*(?:(?:{'|'.join(_NUMBER_WORDS.split())})\b\s?)*")


class _Written:
    """How currencies are written, by the word lists."""

    def __init__(self, rules: RuleSet) -> None:
        nations = {w for name in ("currency_nation", "place_adjective") for w in rules.list(name).words()}
        nation = r"(?:(?:" + "|".join(re.escape(w) for w in sorted(nations, key=len, reverse=True)) + r")\s)?"
        names = "|".join(
            re.escape(w)
            for name in ("currency_name", "currency_code")
            for w in sorted(rules.list(name).words(), key=len, reverse=True)
        )
        signs = "|".join(
            re.escape(w) for name in ("currency_sign", "currency_letter") for w in rules.list(name).words()
        )
        self._sign = re.compile(rf"(?:{signs})(?=\s?[\d.])")
        self._name = re.compile(rf"(?i:{nation}(?:{names}))\.?$")
        self._nation = rules.list("currency_nation")
        self._names = rules.list("currency_name")
        self._words = {
            w: re.compile(rf"(?<![\w$])(?P<nation>{nation})(?P<name>{re.escape(w)})(?!\w)", re.I)
            for w in self._names.words()
        }
        self._families = {
            n.removeprefix("family_"): words.meanings for n, words in rules.words.items() if n.startswith("family_")
        }

    def currency_in(self, mention: Mention) -> tuple[int, int] | None:
        """Where in a mention its currency stands, an empty span where it is left out; None where that can't be told."""
        sign, name = self._sign.match(mention.text), self._name.search(mention.text)
        match = sign or name
        if sign and name:
            return None
        if match:
            return mention.start + match.start(), mention.start + match.end()
        bare = _BARE.fullmatch(mention.text)
        return (mention.start, mention.start) if bare else None

    def outside(self, text: str, units: Iterable[str]) -> Iterable[tuple[int, int, str]]:
        """Currencies that are named anywhere in the text and can be one of the units only."""
        for word, pattern in self._words.items():
            if word not in text:
                continue
            meaning = self._names.lookup(word) or ""
            family = self._families.get(meaning)
            known = [u for u in units if u == meaning or (family and u in family)]
            for match in pattern.finditer(text):
                if len(known) == 1 and not match["nation"]:
                    yield match.start(), match.end(), known[0]
                elif match["nation"] and family:
                    nation = self._nation.lookup(match["nation"])
                    yield from ((match.start(), match.end(), u) for u, nations in family.items() if nation in nations)
