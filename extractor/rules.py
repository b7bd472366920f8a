"""Rules as data: read `rules/`, check it, and hand it over frozen.

A folder of rules has two parts (fields are described in `rules/README.md`):

    words/*.yml      lists: {list name: {meaning: [wording, ...]}}; `exact:` names the lists where case counts
    patterns/*.yml   rules of one kind each: id, pattern, make, examples, not

In a pattern, `$name` stands for a fragment or a word list, a space for white space (one line break at most),
`~` for optional white space. All problems of all files are gathered and raised once, as `RuleError`.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import RuleError, plain_reason
from extractor.settings import rules_dir

SPACE = r"(?:[^\S\n]*\s[^\S\n]*)"
_NAME = re.compile(r"\$(?:\{(\w+)\}|([a-z]\w*))")
_CLASS = re.compile(r"(\[(?:\\.|[^\]\\])+\])")
_SPACES = re.compile(r" +|(?<!\\)~")
_MAX_DEPTH = 12
M = TypeVar("M", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Example(_Strict):
    """A text in which the rule must find `find` (default: anything) with the normal form `is`."""

    text: str
    find: str | None = None
    is_: str | None = Field(default=None, alias="is")
    on: date | None = Field(default=None, title="The article's date, for relative periods")


class Rule(_Strict):
    """One pattern, what to make of it, and its proof."""

    id: str = Field(pattern=r"^[a-z_]+(\.[a-z0-9-]+)+$")
    pattern: str
    make: str = Field(default="plain", title="The function of the component that gives the normal form")
    with_: Mapping[str, str] = Field(default_factory=dict, alias="with", title="Constants for `make`")
    exact: bool = Field(default=False, title="Upper and lower case count")
    bounded: bool = Field(default=True, title="Must begin and end at a word boundary")
    masked: bool = Field(default=False, title="Set by the file: the pattern speaks of masked text")
    examples: tuple[Example, ...] = Field(min_length=1)
    not_: tuple[str, ...] = Field(default=(), alias="not")


class PatternFile(_Strict):
    """`patterns/NAME.yml`."""

    kind: str
    masked: bool = Field(
        default=False, title="Patterns speak of masked text: case counts, spaces are single, no bounds"
    )
    fragments: Mapping[str, str] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


class WordFile(_Strict):
    """`words/NAME.yml`."""

    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    exact: tuple[str, ...] = ()


class LinkFile(_Strict):
    """`link.yml`: weights of the linker's features and its limits."""

    weights: Mapping[str, float]
    limits: Mapping[str, float] = Field(default_factory=dict)


@dataclass(frozen=True)
class WordList:
    """Wordings with their meanings; `lookup` folds case (unless `exact`), white space and a final full stop."""

    name: str
    meanings: Mapping[str, tuple[str, ...]]
    exact: bool = False
    _index: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _fragments: list[str] = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        for meaning, words in self.meanings.items():
            for word in words:
                self._index.setdefault(self._fold(word), meaning)

    def _fold(self, word: str) -> str:
        folded = " ".join(word.split()).rstrip(".")
        return folded if self.exact else folded.casefold()

    def lookup(self, word: str) -> str | None:
        """What a wording means, or None where it is not in the list."""
        return self._index.get(self._fold(word))

    def words(self) -> list[str]:
        """All wordings, longest first."""
        return sorted({w for words in self.meanings.values() for w in words}, key=lambda w: (-len(w), w))

    def fragment(self) -> str:
        """A regular expression for any of the wordings."""
        if not self._fragments:  # most lists are used by several rules
            any_word = _any_of([word.split() for word in self.words()])
            self._fragments.append(f"(?-i:{any_word})" if self.exact else f"(?:{any_word})")
        return self._fragments[0]


_Tree = dict[str, "_Tree"]
"""What may follow, by its first piece; "" where a word may end."""


def _pieces(parts: Sequence[str]) -> Iterator[str]:
    """The characters of a word, as regular expressions, and what stands between its parts."""
    for at, part in enumerate(parts):
        if at:
            yield SPACE
        yield from map(re.escape, part)


def _branches(tree: _Tree) -> str:
    """The expression for what may follow; the first word of a branch is its longest, so that order is kept."""
    branches = [piece + _branches(below) for piece, below in tree.items() if piece]
    if not branches:
        return ""
    together = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if "" not in tree:
        return together
    return f"(?:{together})?" if len(branches) == 1 and len(together) > 1 else f"{together}?"


def _any_of(words: Iterable[Sequence[str]]) -> str:
    """A regular expression for any of the words, each given in parts; what several begin with is tried only once.

    Of a word and one that it begins with, the longer is tried first.
    """
    tree: _Tree = {}
    for parts in words:
        node = tree
        for piece in _pieces(parts):
            node = node.setdefault(piece, {})
        node[""] = {}
    return _branches(tree)


class LazyPattern:
    """A regular expression that is compiled when it is first used; it has every attribute of the compiled one."""

    def __init__(self, make: Callable[[], re.Pattern[str]]) -> None:
        self._make = make

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        with no_collection():
            return self._make()

    def __getattr__(self, name: str) -> Any:
        """What the compiled pattern has; kept here, so that later uses cost nothing more."""
        value = getattr(self._pattern, name)
        setattr(self, name, value)
        return value


@dataclass(frozen=True)
class RuleSet:
    """All rules: word lists by name, rules by kind, fragments by name, weights of the linker."""

    words: Mapping[str, WordList]
    rules: Mapping[str, tuple[Rule, ...]]
    fragments: Mapping[str, str]
    link: LinkFile
    origin: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rules in self.rules.values() for rule in rules}

    def of(self, kind: str) -> tuple[Rule, ...]:
        """The rules of one kind, those of a user's folder first."""
        return self.rules.get(kind, ())

    def list(self, name: str) -> WordList:
        """The word list of that name; raises `RuleError` where there is none."""
        try:
            return self.words[name]
        except KeyError:
            raise RuleError([f"rules/words: no list is called {name!r}"]) from None

    def is_users(self, rule: Rule) -> bool:
        """Is it from a user's own folder, not from the built-in rules?"""
        return not Path(self.origin.get(rule.id, "")).is_relative_to(rules_dir())

    def expand(self, pattern: str, depth: int = 0, *, space: str = SPACE) -> str:
        """The regular expression that a pattern stands for; `space` is what a space in it matches.

        Raises `ValueError` on an unknown or endless name.
        """
        if depth > _MAX_DEPTH:
            raise ValueError(f"fragments refer to each other without end: {pattern!r}")

        def named(match: re.Match[str]) -> str:
            name = match[1] or match[2]
            if name in self.fragments:
                return f"(?:{self.expand(self.fragments[name], depth + 1, space=space)})"
            if name in self.words:
                return self.words[name].fragment()
            raise ValueError(f"${name} is neither a fragment nor a word list")

        pieces = _CLASS.split(pattern)  # odd pieces are character classes: there a space is a space
        return "".join(
            piece if at % 2 else _NAME.sub(named, _SPACES.sub(lambda m: space + "?" * (m[0] == "~"), piece))
            for at, piece in enumerate(pieces)
        )

    def pattern(self, rule_id: str) -> re.Pattern[str]:
        """The compiled pattern of the rule with that id, for code that applies it at a place of its own.

        Raises `RuleError` where there is no such rule or its pattern is no good.
        """
        rule = self._by_id.get(rule_id)
        if rule is None:
            raise RuleError([f"rules/patterns: no rule is called {rule_id}"])
        try:
            return self.compile(rule)
        except ValueError as error:
            raise RuleError([f"{self.origin.get(rule_id, 'rules')}: rule {rule_id}: pattern: {error}"]) from None

    def compile(self, rule: Rule) -> re.Pattern[str]:
        """The rule's pattern. Raises `ValueError` with the reason where it is no good.

        A user's own rule is compiled at once, so that errors are told before anything is read; a built-in one, which
        the tests have proven, when it is first used: most articles need only some of them.
        """
        if self.is_users(rule):
            return self._compiled(rule)
        return cast("re.Pattern[str]", LazyPattern(lambda: self._compiled(rule)))

    def _compiled(self, rule: Rule) -> re.Pattern[str]:
        body = f"(?:{self.expand(rule.pattern, space=' ' if rule.masked else SPACE)})"
        if rule.bounded:
            body = rf"(?<!\w){body}(?!\w)"
        try:
            return re.compile(body, 0 if rule.exact else re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None


def _read_yaml(path: Path, problems: list[str]) -> Any:
    try:
        # BaseLoader: every scalar stays text, so that NO is Norway and 1e9 is what was written
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}: can't be read: {error}")
    except yaml.YAMLError as error:
        problems.append(f"{path}: not YAML: {' '.join(str(error).split())}")
    return _UNREADABLE


_UNREADABLE = object()
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _checked(model: type[M], data: Any, path: Path, problems: list[str]) -> M | None:
    if data is _UNREADABLE:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for one in error.errors():
            problems.append(f"{path}: {_where(data, one['loc'])}: {plain_reason(one)}")
    return None


def _where(data: Any, loc: Sequence[int | str]) -> str:
    """`rule period.year: examples.0.text` for a place in a file."""
    if len(loc) >= 2 and loc[0] == "rules" and isinstance(loc[1], int):
        rule = data["rules"][loc[1]]
        name = rule.get("id", f"number {loc[1] + 1}") if isinstance(rule, dict) else f"number {loc[1] + 1}"
        return f"rule {name}: " + (".".join(str(part) for part in loc[2:]) or "the rule")
    return ".".join(str(part) for part in loc) or "the file"


def _merge_words(lists: dict[str, dict[str, tuple[str, ...]]], new: WordFile) -> None:
    for name, meanings in new.lists.items():
        target = lists.setdefault(name, {})
        for meaning, words in meanings.items():
            target[meaning] = (*target.get(meaning, ()), *words)


def _files(folders: Iterable[Path], part: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((folder / part).glob("*.yml"))


@cache
def load_rules(extra: Path | None = None) -> RuleSet:
    """Read the built-in rules and those of the folder `extra`; raise `RuleError` with every problem found."""
    problems: list[str] = []
    if extra is not None and not extra.is_dir():
        raise RuleError([f"{extra}: no such folder of rules"])
    folders = [rules_dir(), *([extra] if extra else [])]
    if extra and not any(path for part in ("words", "patterns") for path in _files([extra], part)):
        raise RuleError([f"{extra}: has no words/*.yml and no patterns/*.yml"])
    lists: dict[str, dict[str, tuple[str, ...]]] = {}
    exact: set[str] = set()
    for path in _files(folders, "words"):
        words = _checked(WordFile, _read_yaml(path, problems), path, problems)
        if words:
            _merge_words(lists, words)
            exact.update(words.exact)
    fragments: dict[str, str] = {}
    defined: dict[str, Path] = {}
    rules: dict[str, list[Rule]] = {}
    origin: dict[str, str] = {}
    for path in _files(reversed(folders), "patterns"):
        file = _checked(PatternFile, _read_yaml(path, problems), path, problems)
        if file is None:
            continue
        for name, text in file.fragments.items():
            if name in lists or (name in defined and defined[name].parent == path.parent):
                place = "rules/words" if name in lists else defined[name]
                problems.append(f"{path}: fragment {name}: stands in {place} already; give it another name")
            fragments.setdefault(name, text)
            defined.setdefault(name, path)
        for rule in file.rules:
            if rule.id in origin:
                problems.append(f"{path}: rule {rule.id}: id: stands in {origin[rule.id]} already")
                continue
            origin[rule.id] = str(path)
            if file.masked:
                rule = rule.model_copy(update={"masked": True, "exact": True, "bounded": False})
            rules.setdefault(file.kind, []).append(rule)
    link_path = folders[0] / "link.yml"
    link = _checked(LinkFile, _read_yaml(link_path, problems), link_path, problems)
    if problems or link is None:
        raise RuleError(problems)
    return RuleSet(
        words={name: WordList(name, meanings, exact=name in exact) for name, meanings in lists.items()},
        rules={kind: tuple(found) for kind, found in rules.items()},
        fragments=fragments,
        link=link,
        origin=origin,
    )


@contextmanager
def no_collection() -> Iterator[None]:
    """Compiling patterns makes many small objects and nearly no garbage: looking for it takes a third of the time.

    What is there at the end stays, and is not looked at again.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
