"""Every error this package raises on purpose.

    ExtractorError
    ├── RuleError        a rule file is wrong (file, rule, field, reason; all problems at once)
    ├── ReadError        an article can't be read (path, reason)
    ├── MetadataError    a metadata file is wrong
    ├── StoreError       a database can't be used
    └── GoldError        a gold file is wrong or doesn't belong to the article

The command line turns each into one clear line and exit status 1 or 2; nothing else is caught.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ExtractorError(Exception):
    """Base class; its text says what was wrong, where, and what to do."""


class RuleError(ExtractorError):
    """One or more problems in rule files, each as `file: rule: field: reason`."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class ReadError(ExtractorError):
    """An article file is missing, empty, binary or of an unknown kind."""


class MetadataError(ExtractorError):
    """A metadata CSV can't be read or lacks a column."""


class StoreError(ExtractorError):
    """The database file is not SQLite, not ours, or can't be written."""


class GoldError(ExtractorError):
    """A gold file is not as the labelling guide says, or its article has changed."""


_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "there is no such field",
    "too_short": "is empty",
    "dict_type": "is not a list of names and values",
    "model_type": "is not a list of names and values",
}


def plain_reason(problem: Mapping[str, Any]) -> str:
    """What is wrong with a field, in plain words, from one of the problems that pydantic tells."""
    return _PLAIN.get(problem["type"], str(problem["msg"]).removeprefix("Value error, "))
