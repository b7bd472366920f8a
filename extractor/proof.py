"""Whether rules do what their examples say: every example and counter-example through the whole pipeline.

A rule that finds (or refuses) mentions or cues must do so itself, at the words and with the normal form given. Rules
that only help others have no result of their own; their pattern must fit the text of the example where it is applied:
`layout` and `period_ref` on all of it, `balance`, `clause`, `dealing`, `direction`, `heading`, `lead` and `tail` on the
masked text, `link` on any run of words of the text (masked where the file of the rule says so), since the linker looks
at what stands between two places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.masking import Masked, mask
from extractor.rules import Example, Rule, RuleSet

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Fits = Callable[[re.Pattern[str], str], bool]

_FINDING = frozenset({"money", "percent", "quantity", "period", "place", "flow", "cue", "place_refused"})


@dataclass(frozen=True)
class _Result:
    """What a rule found in a text, and its normal form."""

    rule: str
    text: str
    form: str


def _anywhere(pattern: re.Pattern[str], text: str) -> bool:
    return any(match.end() > match.start() for match in pattern.finditer(text))


def _whole(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text) is not None


def _any_run(pattern: re.Pattern[str], text: str) -> bool:
    """The linker's patterns are applied up to a mention or from one on: the rest of the text is cut off there."""
    return any(_anywhere(pattern, text[:at]) or _anywhere(pattern, text[at:]) for at in range(len(text) + 1))


def _before_value(pattern: re.Pattern[str], masked: str) -> bool:
    return any(pattern.search(masked[: at.start()].rstrip("$€£+- ") + " ") for at in re.finditer("V", masked))


def _after_value(pattern: re.Pattern[str], masked: str) -> bool:
    return any(pattern.search(masked[at.end() :]) for at in re.finditer("V", masked))


_PLAIN: Mapping[str, Fits] = {"layout": _whole, "period_ref": _whole, "link": _any_run}
_MASKED: Mapping[str, Fits] = {
    "balance": _anywhere,
    "clause": _anywhere,
    "dealing": _anywhere,
    "direction": _anywhere,
    "heading": _anywhere,
    "link": _any_run,
    "lead": _before_value,
    "tail": _after_value,
}


def unproven(nlp: Language, rules: RuleSet, kind: str, rule: Rule) -> Iterator[str]:
    """Yield one line for each example of the rule that does not come out, and each counter-example that does."""
    for example in rule.examples:
        problem = _problem(nlp, rules, kind, rule, example)
        if problem:
            yield f"rule {rule.id}: example {example.text!r}: {problem}"
    for text in rule.not_:
        if _finds(nlp, rules, kind, rule, text):
            yield f"rule {rule.id}: not {text!r}: it is found all the same"


def _problem(nlp: Language, rules: RuleSet, kind: str, rule: Rule, example: Example) -> str | None:
    if kind not in _FINDING:
        return None if _finds(nlp, rules, kind, rule, example.text) else "the pattern does not fit"
    found = _results(nlp, _doc(nlp, example), kind)
    for one in found:
        if one.rule == rule.id and example.find in (None, one.text) and example.is_ in (None, one.form):
            return None
    wanted = " is ".join(filter(None, (example.find or "something", example.is_)))
    shown = "; ".join(f"{one.text!r} is {one.form} ({one.rule})" for one in found)
    return f"expected {wanted}, found {shown or 'nothing'}"


def _finds(nlp: Language, rules: RuleSet, kind: str, rule: Rule, text: str) -> bool:
    if kind in _FINDING:
        return any(one.rule == rule.id for one in _results(nlp, nlp(text), kind))
    pattern = rules.compile(rule)
    if kind in _MASKED and (rule.masked or kind != "link"):
        return any(_MASKED[kind](pattern, masked.text) for masked in _masked(nlp(text)))
    return _PLAIN.get(kind, _anywhere)(pattern, text)


def _doc(nlp: Language, example: Example) -> Doc:
    doc = nlp.make_doc(example.text)
    doc._.published = example.on
    return nlp(doc)


def _results(nlp: Language, doc: Doc, kind: str) -> list[_Result]:
    if kind == "cue":
        return [_Result(cue.rule, cue.text, cue.value) for cue in doc._.cues]
    if kind == "place_refused":
        places: Any = nlp.get_pipe("trade_places")
        return [_Result(one.rule, doc.text[one.start : one.end], "refused") for one in places.refused(doc)]
    return [_Result(one.rule, one.text, one.normal_form) for one in doc._.mentions if one.label.lower() == kind]


def _masked(doc: Doc) -> Iterator[Masked]:
    for sentence in doc._.sentences:
        inside = [m for m in doc._.mentions if sentence.start <= m.start < sentence.end]
        yield mask(doc.text, sentence.start, sentence.end, inside)
