"""Whether rules do what their examples say: every example and counter-example through the whole pipeline.

A rule that finds mentions or cues must find its own examples itself, at the words and with the normal form given. Rules
that only help others have no result of their own; their pattern must fit the text of the example where it is applied:
`layout` and `period_ref` on all of it, `clause`, `lead` and `tail` on the masked text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from extractor.masking import Masked, mask
from extractor.models import Cue, Mention
from extractor.rules import Example, Rule, RuleSet

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Fits = Callable[[re.Pattern[str], str], bool]

_MENTIONS = frozenset({"money", "percent", "quantity", "period", "place", "flow"})


def _anywhere(pattern: re.Pattern[str], text: str) -> bool:
    return any(match.end() > match.start() for match in pattern.finditer(text))


def _whole(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text) is not None


def _before_value(pattern: re.Pattern[str], masked: str) -> bool:
    return any(pattern.search(masked[: at.start()].rstrip("$€£+- ") + " ") for at in re.finditer("V", masked))


def _after_value(pattern: re.Pattern[str], masked: str) -> bool:
    return any(pattern.search(masked[at.end() :]) for at in re.finditer("V", masked))


_PLAIN: Mapping[str, Fits] = {"layout": _whole, "period_ref": _whole}
_MASKED: Mapping[str, Fits] = {"clause": _anywhere, "lead": _before_value, "tail": _after_value}


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
    if kind not in _MENTIONS and kind != "cue":
        return None if _finds(nlp, rules, kind, rule, example.text) else "the pattern does not fit"
    found: list[Mention] | list[Cue] = _results(_doc(nlp, example), kind)
    for one in found:
        value = one.value if isinstance(one, Cue) else one.normal_form
        if one.rule == rule.id and example.find in (None, one.text) and example.is_ in (None, value):
            return None
    wanted = " is ".join(filter(None, (example.find or "something", example.is_)))
    return f"expected {wanted}, found {'; '.join(map(_shown, found)) or 'nothing'}"


def _shown(one: Mention | Cue) -> str:
    value = one.value if isinstance(one, Cue) else one.normal_form
    return f"{one.text!r} is {value} ({one.rule})"


def _finds(nlp: Language, rules: RuleSet, kind: str, rule: Rule, text: str) -> bool:
    if kind in _MENTIONS or kind == "cue":
        return any(one.rule == rule.id for one in _results(nlp(text), kind))
    pattern = rules.compile(rule)
    if kind in _MASKED:
        return any(_MASKED[kind](pattern, masked.text) for masked in _masked(nlp(text)))
    return _PLAIN.get(kind, _anywhere)(pattern, text)


def _doc(nlp: Language, example: Example) -> Doc:
    doc = nlp.make_doc(example.text)
    doc._.published = example.on
    return nlp(doc)


def _results(doc: Doc, kind: str) -> list[Mention] | list[Cue]:
    if kind == "cue":
        return list[Cue](doc._.cues)
    return [mention for mention in doc._.mentions if mention.label.lower() == kind]


def _masked(doc: Doc) -> Iterator[Masked]:
    for sentence in doc._.sentences:
        inside = [m for m in doc._.mentions if sentence.start <= m.start < sentence.end]
        yield mask(doc.text, sentence.start, sentence.end, inside)
