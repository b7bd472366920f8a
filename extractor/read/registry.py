"""Which reader reads what, and how a path becomes articles. A new kind of file is one line in `READERS`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from extractor.errors import ReadError
from extractor.models import Article
from extractor.read.metadata import Metadata
from extractor.read.plain_text import read_plain_text
from extractor.settings import MAX_ARTICLE_CHARACTERS

Reader = Callable[[bytes], str]

READERS: Mapping[str, Reader] = {".txt": read_plain_text, ".text": read_plain_text}
"""By file suffix, in lower case. Files of other suffixes in a folder are passed over."""

STDIN = "-"
"""The name and path of an article that came through standard input."""


def article_paths(paths: Iterable[Path]) -> Iterator[tuple[Path, ReadError | None]]:
    """Yield each file that `paths` name or contain, once and in order; beside a bad path is what is wrong."""
    seen: set[Path] = set()
    for path in paths:
        try:
            files = _files(path)
        except ReadError as error:
            yield path, error
            continue
        for file in files:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, None


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise ReadError("no such file or folder")
    if not path.is_dir():
        return [path]
    files = sorted(f for f in path.rglob("*") if f.suffix.lower() in READERS and not _hidden(f, path) and f.is_file())
    if not files:
        raise ReadError(f"no articles in this folder (files named {_known()})")
    return files


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _known() -> str:
    return ", ".join(f"*{suffix}" for suffix in READERS)


def read_article(
    path: Path, *, metadata: Mapping[str, Metadata] | None = None, published: date | None = None
) -> Article:
    """Read one file; `published` holds where `metadata` gives no date. Raises `ReadError` without the path."""
    suffix = path.suffix.lower()
    if suffix and suffix not in READERS:  # a file named outright may lack a suffix: then it is taken for text
        raise ReadError(f"no reader for {suffix} files (there is one for {_known()})")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(error.strerror or str(error)) from None
    text = READERS.get(suffix, read_plain_text)(data)
    return make_article(text, path.name, str(path.resolve()), (metadata or {}).get(path.name), published)


def read_stdin(
    data: bytes, *, metadata: Mapping[str, Metadata] | None = None, published: date | None = None
) -> Article:
    """The article that came through standard input, as plain text. Raises `ReadError`."""
    return make_article(read_plain_text(data), STDIN, STDIN, (metadata or {}).get(STDIN), published)


def make_article(text: str, name: str, path: str, meta: Metadata | None, published: date | None) -> Article:
    """An article of a text. Raises `ReadError` where the text is too long to be one."""
    if len(text) > MAX_ARTICLE_CHARACTERS:
        raise ReadError(f"longer than {MAX_ARTICLE_CHARACTERS:,} characters: no article")
    meta = meta or Metadata()
    return Article(
        name=name,
        path=path,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        title=meta.title,
        published=meta.published or published,
        publisher=meta.publisher,
        url=meta.url,
    )
