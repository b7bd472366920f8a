"""Reading gold files, and refusing wrong ones."""

import json
from pathlib import Path

import pytest

from extractor.errors import GoldError
from extractor.evaluate.gold import check_gold, load_gold
from tests.samples import TEXT, article


def gold(**changes: object) -> dict[str, object]:
    at = TEXT.index("$2.5 billion")
    return {
        "article": "peru.txt",
        "sha256": article().sha256,
        "published": None,
        "mentions": [
            {
                "id": "M1",
                "start": at,
                "end": at + 12,
                "text": "$2.5 billion",
                "label": "MONEY",
                "value": 2.5e9,
                "unit": "USD",
            }
        ],
        "claims": [
            {
                "value_mention": "M1",
                "measure": "level",
                "value": 2.5e9,
                "unit": "USD",
                "flow": "export",
                "reporter": "PER",
                "item": [None, "goods"],
                "topic": [],
                "period": ["2018-01-01", "2018-06-30"],
            }
        ],
        **changes,
    }


def write(folder: Path, data: object, name: str = "peru.json") -> Path:
    (folder / name).write_text(data if isinstance(data, str) else json.dumps(data))
    return folder


def test_accepted_values(tmp_path: Path) -> None:
    (one,) = load_gold(write(tmp_path, gold()))
    (claim,) = one.claims
    assert (claim.item, claim.topic, claim.reporter, claim.partner) == ((None, "goods"), (None,), ("PER",), (None,))
    assert (claim.bound, claim.status) == (("=",), ("actual",))
    assert TEXT[slice(*one.span_of(claim))] == "$2.5 billion"
    check_gold(one, article())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("{", "peru.json: not JSON"),
        ("[]", "peru.json: the file"),
        (gold(mentions=[{"id": "M1"}]), r"mentions\.0\.start"),
        (gold(mentions=[]), "claim 1: there is no mention 'M1'"),
        (gold(claims=[{"value_mention": "M1"}]), r"claims\.0\.measure"),
        (gold(published="soon"), "published"),
    ],
)
def test_wrong_files(tmp_path: Path, data: object, reason: str) -> None:
    with pytest.raises(GoldError, match=reason):
        load_gold(write(tmp_path, data))


def test_wrong_folders(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no such folder"):
        load_gold(tmp_path / "none")
    with pytest.raises(GoldError, match="no gold labels"):
        load_gold(tmp_path)
    write(tmp_path, gold())
    with pytest.raises(GoldError, match="labelled twice"):
        load_gold(write(tmp_path, gold(), "again.json"))


def test_another_text(tmp_path: Path) -> None:
    (one,) = load_gold(write(tmp_path, gold()))
    with pytest.raises(GoldError, match="sha256 differs"):
        check_gold(one, article("Other text"))
    (moved,) = load_gold(write(tmp_path, gold(sha256=None)))
    with pytest.raises(GoldError, match=r"mention M1: '\$2.5 billion' is not at"):
        check_gold(moved, article("Other text"))
