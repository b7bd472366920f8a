"""Every example and counter-example of every rule, through the whole pipeline."""

import re
from pathlib import Path

import pytest
from spacy.language import Language

from extractor.errors import RuleError
from extractor.pipeline.matching import Matcher
from extractor.proof import unproven
from extractor.rules import LazyPattern, Rule, WordList, load_rules

RULES = load_rules()
CASES = [(kind, rule) for kind, rules in RULES.rules.items() for rule in rules]


@pytest.mark.parametrize(("kind", "rule"), CASES, ids=[rule.id for _, rule in CASES])
def test_rule(nlp: Language, kind: str, rule: Rule) -> None:
    assert list(unproven(nlp, RULES, kind, rule)) == []


def test_a_lying_example_is_noticed(nlp: Language) -> None:
    (rule,) = (rule for rule in RULES.of("flow") if rule.id == "flow.export")
    example = rule.examples[0].model_copy(update={"is_": "import"})
    lying = rule.model_copy(update={"examples": (example,), "not_": ("Peru's exports rose",)})
    problems = list(unproven(nlp, RULES, "flow", lying))
    assert len(problems) == 2
    assert "expected exports is import, found 'exports' is export (flow.export)" in problems[0]
    assert "found all the same" in problems[1]


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("car park", "car park"),
        ("cars", "cars"),
        ("car\nparks", "car\npark"),
        ("cart", "cart"),
        ("care", "car"),
        ("U.S.", "U.S."),
        ("US", None),
    ],
)
def test_a_word_list_reads_the_longest_of_words_with_a_common_beginning(text: str, longest: str | None) -> None:
    words = WordList("w", {"any": ("car", "cars", "car parkway", "car park", "cart", "U.S.")})
    found = re.match(words.fragment(), text)
    assert (found and found[0]) == longest


def test_patterns_are_compiled_when_first_used() -> None:
    made = []

    def compiled() -> re.Pattern[str]:
        made.append(1)
        return re.compile("a+")

    lazy = LazyPattern(compiled)
    assert not made
    assert lazy.search("baa").span() == (1, 3)
    assert lazy.fullmatch("ab") is None
    assert lazy.pattern == "a+"
    assert len(made) == 1


def test_a_users_broken_pattern_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "patterns"
    folder.mkdir()
    (folder / "x.yml").write_text(
        "kind: period\nrules:\n- {id: x.y, pattern: '(', make: month, examples: [{text: May}]}\n"
    )
    with pytest.raises(RuleError, match=r"x\.y: pattern"):
        Matcher(load_rules(tmp_path), "period")
