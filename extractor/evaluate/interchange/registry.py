"""The formats by name. A new one is one line here; the choices of `extractor convert` follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import GoldError
from extractor.evaluate.interchange import brat, docbin, label_studio, marked, prodigy
from extractor.evaluate.interchange.labelled import Labelled


@dataclass(frozen=True)
class Interchange:
    """How to write labels with their texts into a folder, and how to read them from there."""

    write: Callable[[Sequence[Labelled], Path], None]
    read: Callable[[Path], list[Labelled]]


INTERCHANGE: Mapping[str, Interchange] = {
    "prodigy": Interchange(prodigy.write, prodigy.read),
    "brat": Interchange(brat.write, brat.read),
    "label-studio": Interchange(label_studio.write, label_studio.read),
    "docbin": Interchange(docbin.write, docbin.read),
    "marked": Interchange(marked.write, marked.read),
}


def write_gold(labelled: Sequence[Labelled], format_: str, folder: Path) -> None:
    """Write labels for another program. Raises `GoldError` where they or the folder do not allow it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        INTERCHANGE[format_].write(labelled, folder)
    except OSError as error:
        raise GoldError(f"{error.filename or folder}: {error.strerror}") from None


def read_gold(folder: Path, format_: str) -> list[Labelled]:
    """Read labels that another program wrote. Raises `GoldError`, also where there are none."""
    if not folder.is_dir():
        raise GoldError(f"{folder}: no such folder")
    found = INTERCHANGE[format_].read(folder)
    if not found:
        raise GoldError(f"{folder}: no labels in the format {format_}")
    return found
