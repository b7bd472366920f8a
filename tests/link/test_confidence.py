"""How sure a claim is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from spacy.language import Language

from extractor.link.confidence import PREFIX, Confidence, features, probability
from extractor.link.reading import SentenceView, views
from extractor.models import Claim
from extractor.rules import load_rules

PLAIN = "Peru's copper exports to China rose to $8.4 billion in May 2018."
HARD = "Peru's imports were $3 billion in May 2018. They had reached, traders recall, $3.1 billion earlier."


def _read(nlp: Language, text: str) -> tuple[Sequence[SentenceView], Sequence[Claim]]:
    doc = nlp(text)
    return list(views(doc)), list(doc._.claims)


def test_features_say_how_slots_were_reached(nlp: Language) -> None:
    sentences, claims = _read(nlp, PLAIN)
    (found,) = features(sentences, claims)
    assert found["slots.not-local"] == 0
    assert not any(name.endswith((".inherited", ".unworded")) for name, value in found.items() if value)
    assert found["sentence.values"] == 0
    assert all(-2 <= value <= 2 for value in found.values())


def test_features_of_no_claims(nlp: Language) -> None:
    sentences, _ = _read(nlp, PLAIN)
    assert features(sentences, []) == []


def test_what_is_all_local_is_surer_than_what_is_inherited(nlp: Language) -> None:
    rate = Confidence(load_rules()).rate
    plain, hard = (rate(*_read(nlp, text)) for text in (PLAIN, HARD))
    assert len(hard) == 2
    assert plain[0].confidence > hard[1].confidence


def test_rating_changes_nothing_else(nlp: Language) -> None:
    sentences, claims = _read(nlp, PLAIN)
    rated = Confidence(load_rules()).rate(sentences, claims)
    assert [c.model_copy(update={"confidence": 0}) for c in rated] == [
        c.model_copy(update={"confidence": 0}) for c in claims
    ]


@pytest.mark.parametrize(
    ("weights", "chance"), [({}, 0.5), ({"always": 50.0}, 0.98), ({"always": -1e9}, 0.02), ({"always": 1.0}, 0.73)]
)
def test_the_model(weights: dict[str, float], chance: float) -> None:
    assert probability(weights, {"always": 1.0, "unheard-of": 1.0}) == chance


def test_the_rules_hold_weights() -> None:
    names = {name for name in load_rules().link.weights if name.startswith(PREFIX)}
    assert f"{PREFIX}always" in names
    assert len(names) > 20
