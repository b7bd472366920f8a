"""One HTML page by itself: figures, accuracy of slots, confusions, and every error in its sentence, to be filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

from extractor.evaluate.baseline import Comparison, describe
from extractor.evaluate.gold import Days, GoldClaim, GoldMention
from extractor.evaluate.report import (
    CLAIM_FIGURES,
    all_counts,
    claim_figures,
    counts_by_figure,
    f1_of,
    mean_f1,
    slot_counts,
)
from extractor.evaluate.score import SLOTS, ArticleScore, ClaimOutcome, Figure, figures
from extractor.evaluate.significance import Counts, interval
from extractor.models import Claim, Label, Mention
from extractor.timespan import Timespan

_CONTEXT = 220
"""Characters shown on each side of an error."""

_NOTHING = "(none)"


@dataclass(frozen=True)
class Error:
    """One thing that is wrong: `what` are the filters it answers to (slots, or missed, spurious, normal form)."""

    kind: str
    article: str
    what: tuple[str, ...]
    rule: str
    start: int
    end: int
    rows: tuple[tuple[str, str, str], ...] = field(default=())


def as_html(scores: Sequence[ArticleScore], comparison: Comparison | None = None) -> str:
    """The whole page."""
    texts = {score.name: score.text for score in scores}
    errors = [error for score in scores for error in _errors(score)]
    parts = [
        "<h1>Evaluation</h1>",
        f"<p>{len(scores)} articles{_not_there(scores)}.</p>",
        _figure_table(scores),
        "<h2>Slots of the claims found</h2>",
        _bars(figures(scores).slots.items()),
        _slot_table(scores),
        "<h2>Confusions</h2>",
        '<div class="side">' + _confusion(scores, "measure") + _confusion(scores, "flow") + "</div>",
        f"<details><summary>Each article</summary>{_article_table(scores)}</details>",
        _changes(comparison),
        f"<h2>Errors <small id=shown>{len(errors)}</small></h2>",
        _filters(errors),
        "\n".join(_error(error, texts[error.article]) for error in errors),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Evaluation</title>\n'
        f"<style>\n{_resource('errors_page.css')}</style>\n</head>\n<body>\n" + "\n".join(filter(None, parts)) + "\n"
        f"<script>\n{_resource('errors_page.js')}</script>\n</body>\n</html>\n"
    )


def _not_there(scores: Sequence[ArticleScore]) -> str:
    missing = sum(score.missing for score in scores)
    return f", {missing} of them not there and counted as missed" if missing else ""


def _resource(name: str) -> str:
    return (files("extractor.evaluate") / name).read_text(encoding="utf-8")


def _figure_table(scores: Sequence[ArticleScore]) -> str:
    totals, counts = figures(scores), counts_by_figure(scores)
    named = {str(label): figure for label, figure in totals.mentions.items()} | dict(claim_figures(totals))
    rows = [
        (name.replace("_", "-"), *_parts(figure, counts[name]), f"{mean_f1(counts[name]):.3f}", *_sizes(figure))
        for name, figure in named.items()
    ]
    head = ("", "precision", "recall", "F1", "95 %", "mean of articles", "labelled", "found")
    return _table(head, rows, "Right in place and normal form; claims by the slots that must be right as well.")


def _slot_table(scores: Sequence[ArticleScore]) -> str:
    totals = figures(scores)
    accuracy, filled = slot_counts(scores)
    rows = [
        (slot, f"{totals.slots[slot]:.3f}", _between(accuracy[slot]), *_parts(figure, filled[slot]), *_sizes(figure))
        for slot, figure in totals.filled.items()
    ]
    head = ("", "right", "95 %", "precision", "recall", "F1", "95 %", "labelled", "found")
    caption = "Right among the claims found, empty slots included; then, over all claims, slots that are filled."
    return _table(head, rows, caption)


def _article_table(scores: Sequence[ArticleScore]) -> str:
    """F1 on mentions of all kinds and on claims; nothing where there is nothing to find and nothing was found."""
    rows = []
    for score in scores:
        counts = all_counts(score)
        mentions = [counts[label] for label in Label]
        right, gold, found = (sum(one[at] for one in mentions) for at in range(3))
        shown = [f1_of((right, gold, found)), *(f1_of(counts[name]) for name in CLAIM_FIGURES)]
        sizes = map(str, counts["detection"][1:])
        rows.append((score.name, *("" if f1 is None else f"{f1:.3f}" for f1 in shown), *sizes))
    head = ("", "mentions", *(name.replace("_", "-") for name in CLAIM_FIGURES), "claims labelled", "found")
    return _table(head, rows, "F1 of each article.")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """A table that scrolls by itself where the page is too narrow for it."""
    titles = "".join(f"<th>{title}</th>" for title in head)
    lines = "".join(
        f"<tr><th>{escape(first)}</th>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        for first, *cells in rows
    )
    return (
        f'<p class="about">{caption}</p><div class="wide"><table><thead><tr>{titles}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _parts(figure: Figure, by_article: Sequence[Counts]) -> tuple[str, ...]:
    numbers = (figure.precision, figure.recall, figure.f1)
    return *(f"{number:.3f}" for number in numbers), _between(by_article)


def _between(by_article: Sequence[Counts]) -> str:
    low, high = interval(by_article)
    return f"{low:.3f}–{high:.3f}"


def _sizes(figure: Figure) -> tuple[str, str]:
    return str(figure.gold), str(figure.found)


def _bars(parts: Iterable[tuple[str, float]]) -> str:
    """Horizontal bars as SVG; a bar of full length is 100 %."""
    rows = []
    for at, (name, part) in enumerate(parts):
        y = 24 * at
        rows.append(
            f'<text x="110" y="{y + 15}" text-anchor="end">{name}</text>'
            f'<rect class="all" x="120" y="{y + 3}" width="400" height="16"/>'
            f'<rect class="right" x="120" y="{y + 3}" width="{400 * part:.1f}" height="16"/>'
            f'<text x="530" y="{y + 15}">{100 * part:.1f} %</text>'
        )
    return f'<svg viewBox="0 0 600 {24 * len(rows)}" role="img">{"".join(rows)}</svg>'


def _confusion(scores: Sequence[ArticleScore], slot: str) -> str:
    """What the labels say (rows) against what was found (columns); pairs only in one of both under (none)."""
    pairs: Counter[tuple[str, str]] = Counter()
    for score in scores:
        for outcome in score.claims:
            found = str(getattr(outcome.found, slot)) if outcome.found else _NOTHING
            accepted = [str(value) for value in getattr(outcome.gold, slot)] if outcome.gold else [_NOTHING]
            pairs[found if found in accepted else accepted[0], found] += 1
    names = sorted({name for pair in pairs for name in pair}, key=lambda name: (name == _NOTHING, name))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(
        f"<tr><th>{escape(gold)}</th>" + "".join(_confusion_cell(pairs[gold, found], gold == found) for found in names)
        + "</tr>"
        for gold in names
    )  # fmt: skip
    caption = f'<p class="about">{slot}: labelled (rows) and found (columns)</p>'
    table = f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div>{caption}<div class="wide">{table}</div></div>'


def _confusion_cell(number: int, right: bool) -> str:
    kind = "" if not number else ' class="same"' if right else ' class="other"'
    return f"<td{kind}>{number or ''}</td>"


def _changes(comparison: Comparison | None) -> str:
    if comparison is None:
        return ""
    return "<h2>Against the baseline</h2>\n<pre>" + escape("\n".join(describe(comparison))) + "</pre>"


def _errors(score: ArticleScore) -> Iterator[Error]:
    found = [error for outcome in score.claims if (error := _claim_error(score.name, outcome))]
    for outcome in score.mentions:
        if outcome.right:
            continue
        place = outcome.gold or outcome.found
        if place is None:
            continue
        what = "normal form" if outcome.gold and outcome.found else "missed" if outcome.gold else "spurious"
        rule = outcome.found.rule if outcome.found else ""
        rows = (("", _form(outcome.gold), _form(outcome.found)),)
        found.append(Error(str(outcome.label), score.name, (what,), rule, place.start, place.end, rows))
    yield from sorted(found, key=lambda error: (error.start, error.kind))


def _claim_error(article: str, outcome: ClaimOutcome) -> Error | None:
    if outcome.full_exact:
        return None
    what = outcome.wrong if outcome.paired else ("missed",) if outcome.gold else ("spurious",)
    rule = outcome.found.rule if outcome.found else ""
    slots = outcome.wrong if outcome.paired else SLOTS
    rows = ((slot, _slot(outcome.gold, slot), _slot(outcome.found, slot)) for slot in slots)
    return Error("claim", article, what, rule, *outcome.span, tuple(row for row in rows if row[1] or row[2]))


def _slot(claim: GoldClaim | Claim | None, slot: str) -> str:
    value = getattr(claim, slot, None)
    if slot == "value" and claim is not None and claim.value_low is not None and claim.value_high is not None:
        return f"{claim.value_low} to {claim.value_high}"
    if isinstance(value, Timespan):
        return str(value)
    if slot.endswith("period") and isinstance(value, tuple):
        return _days(value)
    if isinstance(value, tuple):
        return " or ".join("nothing" if one is None else str(one) for one in value) if any(value) else ""
    return "" if value is None else str(value)


def _days(days: Days) -> str:
    return f"{days[0]}..{days[1]}"


def _form(mention: GoldMention | Mention | None) -> str:
    if mention is None:
        return ""
    if isinstance(mention, Mention):
        return f"{mention.text!r} {mention.normal_form}"
    amount = f"{mention.value} {mention.unit}" if mention.value is not None else ""
    return " ".join(
        filter(None, (repr(mention.text), amount, mention.period and _days(mention.period), mention.code, mention.flow))
    )


def _filters(errors: Sequence[Error]) -> str:
    choices = {
        "kind": sorted({error.kind for error in errors}),
        "what": sorted({what for error in errors for what in error.what}),
        "article": sorted({error.article for error in errors}),
        "rule": sorted({error.rule for error in errors if error.rule}),
    }
    selects = "".join(
        f'<label>{name} <select data-filter="{name}"><option value="">all</option>'
        + "".join(f"<option>{escape(value)}</option>" for value in values)
        + "</select></label> "
        for name, values in choices.items()
    )
    return f"<p class=filters>{selects}</p>"


def _around(error: Error, text: str) -> tuple[str, str]:
    """The words before and after, to the paragraph's end or not much further than `_CONTEXT`."""
    first, last = max(0, error.start - _CONTEXT), min(len(text), error.end + _CONTEXT)
    before = text[first : error.start].rpartition("\n\n")[2]
    after = text[error.end : last].partition("\n\n")[0]
    if first and len(before) == error.start - first:
        before = f"… {before.partition(' ')[2]}"
    if last < len(text) and len(after) == last - error.end:
        after = f"{after.rpartition(' ')[0]} …"
    return before, after


def _error(error: Error, text: str) -> str:
    before, after = _around(error, text)
    rows = "".join(
        f"<tr><th>{escape(slot.replace('_', ' '))}</th><td>{escape(gold)}</td><td>{escape(found)}</td></tr>"
        for slot, gold, found in error.rows
    )
    data = {"kind": error.kind, "what": "|".join(error.what), "article": error.article, "rule": error.rule}
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    about = " · ".join(filter(None, (error.kind, ", ".join(error.what), error.article, error.rule)))
    return (
        f'<article class="error" {attributes}><p class="about">{escape(about)}</p>'
        f"<p>{escape(before)}<mark>{escape(text[error.start : error.end])}</mark>{escape(after)}</p>"
        f"<table><thead><tr><th></th><th>labelled</th><th>found</th></tr></thead><tbody>{rows}</tbody></table></article>"
    )
