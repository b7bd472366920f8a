"""Turn trade-statistics news into structured, traceable claims.

    import extractor
    nlp = extractor.load()
    doc = nlp("China's exports rose 5% to $200 billion in May 2018.")
    doc._.claims            # list of extractor.models.Claim
    doc.spans["trade"]      # the mentions, as spaCy spans

Importing this package does not import spaCy; calling `load` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["load"]


def load(*, rules: Path | str | None = None) -> Language:
    """Return the extraction pipeline, a spaCy `Language` made from a blank English one.

    `rules` names a folder with rules of your own, read after the built-in ones
    (same layout as the built-in `rules/`). Raises `RuleError` when a rule file is wrong.
    """
    from extractor.pipeline.build import build

    return build(extra_rules=Path(rules) if rules is not None else None)
