"""The formats of `extractor extract` by name. A new one is one line here; the choices of the command follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from extractor.formats.article_html import as_html
from extractor.formats.json_object import as_json
from extractor.formats.table import as_table
from extractor.models import Extraction


class Format(Protocol):
    """Turns extractions into text; `several` where a folder was asked for, not one article."""

    def __call__(self, extractions: Sequence[Extraction], *, several: bool = False) -> str:
        """Return the text."""
        ...


FORMATS: Mapping[str, Format] = {"json": as_json, "table": as_table, "html": as_html}
