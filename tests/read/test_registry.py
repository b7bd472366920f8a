"""Paths to articles."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from extractor.errors import ReadError
from extractor.read.metadata import Metadata
from extractor.read.registry import article_paths, make_article, read_article, read_stdin
from extractor.settings import MAX_ARTICLE_CHARACTERS


def test_folders_are_searched_in_order_and_files_taken_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", "sub/c.text", "metadata.csv", ".hidden/d.txt", "sub/.e.txt", "f.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [path.name for path, error in article_paths([tmp_path / "b.txt", tmp_path, tmp_path / "none"]) if not error]
    assert found == ["b.txt", "a.TXT", "c.text"]


def test_bad_paths_are_told(tmp_path: Path) -> None:
    errors = [str(error) for _, error in article_paths([tmp_path / "none", tmp_path])]
    assert errors == ["no such file or folder", "no articles in this folder (files named *.txt, *.text)"]


def test_article(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffÖl\r\n".encode())
    article = read_article(path, metadata={"a.txt": Metadata(title="Oil")}, published=date(2018, 1, 2))
    assert (article.name, article.path, article.text) == ("a.txt", str(path), "Öl\n")
    assert article.sha256 == hashlib.sha256("Öl\n".encode()).hexdigest()
    assert (article.title, article.published) == ("Oil", date(2018, 1, 2))


def test_date_of_the_metadata_goes_before(tmp_path: Path) -> None:
    metadata = {"-": Metadata(published=date(2017, 1, 1))}
    assert read_stdin(b"text", metadata=metadata, published=date(2018, 1, 2)).published == date(2017, 1, 1)


def test_a_named_file_needs_no_suffix(tmp_path: Path) -> None:
    path = tmp_path / "article"
    path.write_text("text")
    assert read_article(path).text == "text"


def test_unknown_suffix(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_text("text")
    with pytest.raises(ReadError, match=r"no reader for \.docx"):
        read_article(path)


def test_vanished_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="No such file"):
        read_article(tmp_path / "a.txt")


def test_too_long() -> None:
    with pytest.raises(ReadError, match="longer than"):
        make_article("x" * (MAX_ARTICLE_CHARACTERS + 1), "a.txt", "a.txt", None, None)
