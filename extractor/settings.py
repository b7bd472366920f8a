"""Where the package's own data is, and limits. Frozen; passed in, never changed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def rules_dir() -> Path:
    """The built-in rules: `rules/` in a checkout, `extractor/_rules/` in an installed wheel."""
    packed = _PACKAGE / "_rules"
    return packed if packed.is_dir() else _PACKAGE.parent / "rules"


MAX_ARTICLE_CHARACTERS: Final = 2_000_000
"""Longer texts are refused: they are books or logs, not articles."""

SPANS_KEY: Final = "trade"
"""The span group of a `Doc` that holds the mentions."""
