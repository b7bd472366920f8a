"""The table beside the articles."""

from datetime import date
from pathlib import Path

import pytest

from extractor.errors import MetadataError
from extractor.read.metadata import Metadata, read_metadata


def write(folder: Path, text: str) -> Path:
    path = folder / "metadata.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_in_any_order_and_number(tmp_path: Path) -> None:
    path = write(
        tmp_path, '\ufefftitle, Published ,name,split,colour\n"Up, up",2018-09-30,a.txt,test,red\n,,b.txt,,\n\n'
    )
    assert read_metadata(path) == {
        "a.txt": Metadata(title="Up, up", published=date(2018, 9, 30), split="test"),
        "b.txt": Metadata(),
    }


def test_only_names(tmp_path: Path) -> None:
    assert read_metadata(write(tmp_path, "name\nfolder/a.txt\n")) == {"a.txt": Metadata()}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("file,published\na.txt,2018-01-01\n", "no column is called 'name'"),
        ("name,published\na.txt,30/09/2018\n", "line 2: published: '30/09/2018' is not a date"),
        ("name,published\na.txt,2018-02-30\nb.txt,x\n", "and 1 more"),
        ("name,published\n,2018-01-01\n", "line 2: no name"),
        ("name,title\na.txt,Up, up\n", "more cells"),
        ("name,title\na.txt,A\na.txt,B\n", "twice"),
        ('name,title\na.txt,"never closed\n', "not CSV"),
        ("name\0\n", "binary"),
    ],
)
def test_wrong_tables(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(MetadataError, match=reason):
        read_metadata(write(tmp_path, text))


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(MetadataError, match="No such file"):
        read_metadata(tmp_path / "none.csv")
