"""One HTML page by itself: the article with its mentions coloured, and beside it each claim with the words it rests on.

Mentions and evidence may overlap, so the text is cut wherever one of them begins or ends; each piece knows all that
cover it. The page loads nothing from elsewhere, and without JavaScript it is still readable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import pairwise

from extractor.formats.readable import amount, heading, period, plain
from extractor.models import Claim, Extraction, Label, Mention

_SLOTS = ("reporter", "partner", "region", "item", "topic", "share_of", "basis", "source", "status", "bound")


@dataclass(frozen=True)
class _Cover:
    """Words up to `end` that a claim rests on; `is_value` where they are its number."""

    end: int
    claim: str
    is_value: bool = False


def as_html(extractions: Sequence[Extraction], *, several: bool = False) -> str:
    """The page; `several` makes no difference to it but the title."""
    title = "Claims" if several else heading(extractions[0].article)
    body = "\n".join(_section(number, extraction) for number, extraction in enumerate(extractions))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_resource('article_html.css')}</style>\n</head>\n<body>\n"
        f"{_legend()}\n{body}\n<script>\n{_resource('article_html.js')}</script>\n</body>\n</html>\n"
    )


def _resource(name: str) -> str:
    return (files("extractor.formats") / name).read_text(encoding="utf-8")


def _legend() -> str:
    marks = " ".join(f'<span class="m {label}">{label.lower()}</span>' for label in Label)
    hint = "Point at a claim to see its words, click to keep them."
    return f'<p class="legend">{marks} <span class="hint">{hint}</span></p>'


def _section(number: int, extraction: Extraction) -> str:
    article = extraction.article
    published = article.published.isoformat() if article.published else None
    counts = f"{len(extraction.mentions)} mentions, {len(extraction.claims)} claims"
    line = " · ".join(escape(part) for part in (article.name, published, article.publisher, counts) if part)
    claims = "\n".join(_card(f"{number}-{at}", claim, article.text) for at, claim in enumerate(extraction.claims))
    return (
        f'<section>\n<header><h1>{escape(heading(article))}</h1><p class="about">{line}</p></header>\n'
        f'<div class="text">{_marked(number, extraction)}</div>\n'
        f'<div class="claims">{claims or "<p>No claims.</p>"}</div>\n</section>'
    )


def _marked(number: int, extraction: Extraction) -> str:
    """The text in pieces, each with the mentions and claims it belongs to."""
    text = extraction.article.text
    covers: dict[int, list[_Cover]] = defaultdict(list)
    for at, claim in enumerate(extraction.claims):
        name = f"{number}-{at}"
        covers[claim.value_start].append(_Cover(claim.value_end, name, is_value=True))
        for evidence in claim.evidence:
            covers[evidence.start].append(_Cover(evidence.end, name))
    begins: dict[int, list[Mention]] = defaultdict(list)
    for mention in extraction.mentions:
        begins[mention.start].append(mention)
    cuts = {0, len(text), *covers, *(cover.end for begun in covers.values() for cover in begun)}
    cuts |= {edge for mention in extraction.mentions for edge in (mention.start, mention.end)}
    claims: list[_Cover] = []
    mentions: list[Mention] = []
    pieces = []
    for start, end in pairwise(sorted(cuts)):
        claims = [cover for cover in claims if cover.end > start] + covers[start]
        mentions = [mention for mention in mentions if mention.end > start] + begins[start]
        pieces.append(_piece(escape(text[start:end]), mentions, claims))
    return "".join(pieces)


def _piece(escaped: str, mentions: Sequence[Mention], claims: Sequence[_Cover]) -> str:
    if not mentions and not claims:
        return escaped
    attributes = ""
    if mentions:
        shortest = min(mentions, key=lambda m: m.end - m.start)
        title = f"{shortest.label}: {shortest.normal_form or 'no normal form'} ({shortest.rule})"
        attributes += f' class="m {shortest.label}" title="{escape(title)}"'
    if claims:
        names, values = {cover.claim for cover in claims}, {cover.claim for cover in claims if cover.is_value}
        attributes += f' data-claims="{" ".join(sorted(names))}"'
        attributes += f' data-values="{" ".join(sorted(values))}"' if values else ""
    return f"<span{attributes}>{escaped}</span>"


def _card(name: str, claim: Claim, text: str) -> str:
    slots = "".join(
        f"<dt>{slot.replace('_', ' ')}</dt><dd>{escape(value)}{_words(claim, slot, text)}</dd>"
        for slot, value in _slots(claim)
    )
    return (
        f'<article class="claim" id="claim-{name}" data-claim="{name}" tabindex="0">'
        f'<p class="value"><b>{escape(amount(claim))}</b> <span>{claim.measure}</span> <span>{claim.flow}</span></p>'
        f'<dl>{slots}</dl><p class="rule">{escape(claim.rule)} · confidence {claim.confidence:.2f}</p></article>'
    )


def _slots(claim: Claim) -> Iterator[tuple[str, str]]:
    yield "value", f"{plain(claim.value)} {claim.unit}"
    for slot in _SLOTS:
        value = getattr(claim, slot)
        if value and (slot, value) not in (("status", "actual"), ("bound", "=")):
            yield slot, value
    for slot in ("period", "base_period"):
        span = getattr(claim, slot)
        if span:
            yield slot, period(span)


def _words(claim: Claim, slot: str, text: str) -> str:
    """The words that a slot rests on, as a quotation, with how they were reached where not in the same clause."""
    quotes = []
    for evidence in claim.evidence:
        if evidence.slot == slot and evidence.end > evidence.start:
            how = "" if evidence.how == "local" else f" ({evidence.how})"
            quotes.append(f"“{' '.join(text[evidence.start : evidence.end].split())}”{how}")
    return f' <q class="words">{escape(", ".join(quotes))}</q>' if quotes else ""
