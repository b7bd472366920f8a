"""The pipeline: which components, in which order."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.language import Language

from extractor.rules import load_rules, no_collection

COMPONENTS = (
    "trade_sections",
    "trade_places",
    "trade_amounts",
    "trade_percents",
    "trade_quantities",
    "trade_periods",
    "trade_flows",
    "trade_overlaps",
    "trade_cues",
    "trade_items",
    "trade_clauses",
    "trade_linker",
)
_NO_RULES = frozenset({"trade_overlaps"})


def build(*, extra_rules: Path | None = None) -> Language:
    """A blank English pipeline with every component; raises `RuleError` when a rule file is wrong."""
    with no_collection():
        load_rules(extra_rules)
        nlp = spacy.blank("en")
        for component in COMPONENTS:
            config = {} if component in _NO_RULES else {"rules": str(extra_rules) if extra_rules else None}
            nlp.add_pipe(component, config=config)
    return nlp
