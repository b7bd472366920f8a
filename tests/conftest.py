"""What tests share: the pipeline, built once, and a quick and predictable stand-in for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from extractor.rules import load_rules
from tests.samples import find_dollars


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The real pipeline."""
    from extractor.workflow import load_pipeline

    return load_pipeline()


@pytest.fixture
def quick_pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Replace the pipeline by a stand-in, where the test is about what is around it."""
    import spacy

    from extractor import workflow
    from extractor.spans import register

    register()
    Language.component("find_dollars", func=find_dollars)

    def load(rules: Path | None = None) -> Language:
        nlp = spacy.blank("en")
        nlp.add_pipe("find_dollars")
        return nlp

    def fingerprint(rules: Path | None = None) -> str:
        load_rules(rules)
        return "stand-in"  # editing a file of the package while tests run is no change of it

    workflow._pipeline.cache_clear()
    monkeypatch.setattr(workflow, "load_pipeline", load)
    monkeypatch.setattr(workflow, "fingerprint", fingerprint)
    yield
    workflow._pipeline.cache_clear()
