"""Joins the stages: files -> articles -> mentions and claims -> database, formats or figures."""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import extractor
from extractor.errors import ExtractorError, MetadataError, ReadError, RuleError
from extractor.models import Article, Extraction
from extractor.read.metadata import Metadata, read_metadata
from extractor.read.registry import article_paths, read_article, read_stdin
from extractor.rules import load_rules
from extractor.settings import MAX_ARTICLE_CHARACTERS, rules_dir

if TYPE_CHECKING:
    from spacy.language import Language
    from sqlite_utils import Database

    from extractor.evaluate.score import ArticleScore

_AHEAD = 16
"""Articles handed to each worker before the first comes back: keeps workers busy and memory small."""

Failure = tuple[str, str]
"""A path and what is wrong with it."""


@dataclass(frozen=True)
class Sources:
    """What to read: files and folders, and what is known about them beside their text."""

    paths: tuple[Path, ...]
    metadata: Path | None = None
    published: date | None = None

    def known(self) -> Mapping[str, Metadata]:
        """The metadata by article name. Raises `MetadataError`."""
        return read_metadata(self.metadata) if self.metadata else {}


@dataclass(frozen=True)
class Listener:
    """Whom `ingest` tells what it does, while it does it."""

    on_start: Callable[[int], None] = lambda total: None
    on_article: Callable[[Article], None] = lambda article: None
    on_failure: Callable[[Path, str], None] = lambda path, error: None


@dataclass
class Report:
    """What an ingest did, counted in articles."""

    new: int = 0
    changed: int = 0
    same: int = 0
    claims: int = 0
    failures: list[Failure] = field(default_factory=list)


def load_pipeline(rules: Path | None = None) -> Language:
    """The extraction pipeline, ready for the longest article. Raises `RuleError`."""
    nlp = extractor.load(rules=rules)
    nlp.max_length = MAX_ARTICLE_CHARACTERS + 1
    return nlp


def extract_article(nlp: Language, article: Article) -> Extraction:
    """Find the mentions and claims of one article."""
    doc = nlp.make_doc(article.text)
    doc._.published = article.published
    doc = nlp(doc)
    return Extraction(article=article, mentions=tuple(doc._.mentions), claims=tuple(doc._.claims))


def extract(sources: Sources, *, rules: Path | None = None, stdin: bytes | None = None) -> list[Extraction]:
    """Extract without a database; `stdin` is what came through standard input, where that is the source.

    Raises `ReadError` at the first file that can't be read, before anything is extracted.
    """
    articles = list(_read_all(sources) if stdin is None else _read_stdin(sources, stdin))
    nlp = load_pipeline(rules)
    return [extract_article(nlp, article) for article in articles]


def _read_all(sources: Sources) -> Iterator[Article]:
    known = sources.known()
    for path, error in article_paths(sources.paths):
        try:
            if error:
                raise error
            yield read_article(path, metadata=known, published=sources.published)
        except ReadError as problem:
            raise ReadError(f"{path}: {problem}") from None


def _read_stdin(sources: Sources, data: bytes) -> Iterator[Article]:
    try:
        yield read_stdin(data, metadata=sources.known(), published=sources.published)
    except ReadError as problem:
        raise ReadError(f"standard input: {problem}") from None


def ingest(
    sources: Sources, db_path: Path, *, rules: Path | None = None, jobs: int = 1, listener: Listener | None = None
) -> Report:
    """Read, extract and store what isn't stored already; `jobs` processes extract, this one reads and writes.

    A file that can't be read is recorded and told to `listener`. Raises `StoreError`, `RuleError`, `MetadataError`.
    """
    from extractor.store.schema import open_database

    known, made_by = sources.known(), fingerprint(rules)
    with open_database(db_path, create=True) as db:
        run = _Ingest(db, known, sources, made_by, listener or Listener(), Report())
        with extractions(run.pending(), rules=rules, jobs=jobs) as found:
            for extraction in found:
                run.store(extraction)
    return run.report


@dataclass(frozen=True)
class _Ingest:
    db: Database
    known: Mapping[str, Metadata]
    sources: Sources
    made_by: str
    listener: Listener
    report: Report

    def pending(self) -> Iterator[Article]:
        """Read the files one after the other; yield the articles that must be extracted."""
        from extractor.store.write import Standing, find_place, keep_article

        paths = list(article_paths(self.sources.paths))
        self.listener.on_start(len(paths))
        for path, error in paths:
            try:
                if error:
                    raise error
                article = read_article(path, metadata=self.known, published=self.sources.published)
            except ReadError as problem:
                self.fail(path, str(problem))
                continue
            place = find_place(self.db, article, self.made_by)
            if place.standing is Standing.SAME:
                keep_article(self.db, article, place)
                self.report.same += 1
                self.listener.on_article(article)
            else:
                yield article

    def fail(self, path: Path, error: str) -> None:
        """Record a file that could not be read."""
        from extractor.store.write import write_failure

        self.report.failures.append((str(path), error))
        write_failure(self.db, str(path.resolve()), error)
        self.listener.on_failure(path, error)

    def store(self, extraction: Extraction) -> None:
        """Write one extraction; its place is looked up again, since this run may just have stored a copy of it."""
        from extractor.store.write import Standing, find_place, write_extraction

        place = find_place(self.db, extraction.article, self.made_by)
        if place.standing is Standing.SAME:
            self.report.same += 1
        else:
            write_extraction(self.db, extraction, place, self.made_by)
            self.report.new += place.standing is Standing.NEW
            self.report.changed += place.standing is Standing.CHANGED
            self.report.claims += len(extraction.claims)
        self.listener.on_article(extraction.article)


@contextmanager
def extractions(articles: Iterable[Article], *, rules: Path | None, jobs: int) -> Iterator[Iterator[Extraction]]:
    """Extract articles in order, in this process or (`jobs` > 1) in others. Builds nothing before the first."""
    if jobs <= 1:
        yield (extract_article(_pipeline(rules), article) for article in articles)
        return
    # spawn: a fork would copy the threads of a progress bar half-way
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_ignore_interrupts)
    try:
        yield _in_order(pool, articles, rules, jobs)
    except BrokenProcessPool:
        raise ExtractorError("a worker process died (out of memory?); try fewer with --jobs") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, articles: Iterable[Article], rules: Path | None, jobs: int
) -> Iterator[Extraction]:
    waiting: deque[Future[Extraction]] = deque()
    for number, article in enumerate(articles):
        if number == 0:
            _pipeline(rules)  # a wrong rule shows itself here, not in every worker
        waiting.append(pool.submit(_extract_in_worker, rules, article))
        if len(waiting) >= jobs * _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; only the first is to act on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _extract_in_worker(rules: Path | None, article: Article) -> Extraction:
    return extract_article(_pipeline(rules), article)


@cache
def _pipeline(rules: Path | None) -> Language:
    return load_pipeline(rules)


def evaluate(
    gold_dir: Path,
    articles_dir: Path,
    *,
    metadata: Path | None = None,
    split: str | None = None,
    rules: Path | None = None,
    extract_with: Callable[[Article], Extraction] | None = None,
) -> list[ArticleScore]:
    """Extract the articles that have gold labels and compare. An article that isn't there counts as all missed.

    With `split` only articles that have it in the metadata; `extract_with` is another extractor, to see how right
    that one is.

    The date of an article is that of the metadata, else that of its gold file. Raises `GoldError` where a gold file is
    wrong or was made for another text, `ReadError` also where not one of the articles is there, `MetadataError`.
    """
    from extractor.evaluate.gold import check_gold, load_gold
    from extractor.evaluate.score import score_article

    known = read_metadata(metadata) if metadata else {}
    golds = [gold for gold in load_gold(gold_dir) if split is None or _split_of(gold.article, known) == split]
    if not golds:
        raise MetadataError(f"{metadata or gold_dir}: no labelled article has the split {split!r}")
    if not articles_dir.is_dir():
        raise ReadError(f"{articles_dir}: no such folder of articles")
    paths = {path.name: path for path, error in article_paths([articles_dir]) if error is None}
    if not any(gold.article in paths for gold in golds):
        raise ReadError(f"{articles_dir}: none of the labelled articles is in this folder ({golds[0].article}, ...)")
    if extract_with is None:
        extract_with = partial(extract_article, load_pipeline(rules))
    scores = []
    for gold in golds:
        path, extraction = paths.get(gold.article), None
        if path is not None:
            try:
                article = read_article(path, metadata=known, published=gold.published)
            except ReadError as problem:
                raise ReadError(f"{path}: {problem}") from None
            check_gold(gold, article)
            extraction = extract_with(article)
        scores.append(score_article(gold, extraction))
    return scores


def _split_of(name: str, known: Mapping[str, Metadata]) -> str | None:
    return known[name].split if name in known else None


def check_rules(file: Path, *, rules: Path | None = None) -> list[str]:
    """Check one rule file beside the built-in rules and those of `rules`; return every problem.

    Looks at structure, patterns, and each example and counter-example through the whole pipeline. Raises `RuleError`
    where the file can't be read.
    """
    folder = rules if rules is not None and _inside(file, rules) else None
    if folder is not None or _inside(file, rules_dir()):
        return _check_loaded(file, folder)
    part = "patterns" if "kind" in _top_level(file) else "words"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for sub in ("words", "patterns"):
            shutil.copytree(rules / sub, folder / sub) if rules and (rules / sub).is_dir() else (folder / sub).mkdir()
        copy = folder / part / f"checked-{file.stem}.yml"
        shutil.copyfile(file, copy)
        return [problem.replace(str(copy), str(file)) for problem in _check_loaded(copy, folder)]


def _inside(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _top_level(file: Path) -> list[str]:
    """The names that stand at the beginning of a line of a YAML file. Raises `RuleError` where it can't be read."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RuleError([f"{file}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise RuleError([f"{file}: not a text file in UTF-8"]) from None
    return [line.partition(":")[0] for line in lines if ":" in line and not line[:1].isspace()]


def _check_loaded(file: Path, folder: Path | None) -> list[str]:
    from extractor.proof import unproven

    try:
        loaded = load_rules(folder)
        nlp = load_pipeline(folder)
    except RuleError as error:
        return list(error.problems)
    problems = []
    for kind, of_kind in loaded.rules.items():
        for rule in of_kind:
            if Path(loaded.origin[rule.id]).resolve() == file.resolve():
                problems += [f"{file}: {problem}" for problem in unproven(nlp, loaded, kind, rule)]
    return problems


def fingerprint(rules: Path | None = None) -> str:
    """A short name for the program with its rules: where it differs, the same text may give other claims.

    Raises `RuleError` where a rule file is wrong.
    """
    load_rules(rules)
    package = Path(__file__).parent
    files = [*package.glob("*.py"), *package.glob("pipeline/*.py"), *package.glob("link/*.py")]
    for folder in (rules_dir(), *([rules] if rules else [])):
        files += folder.rglob("*.yml")
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    return f"{version('trade-claims-extractor')}-{digest.hexdigest()[:12]}"
