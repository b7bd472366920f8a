"""`extractor convert` and `extractor label`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from extractor import cli
from tests.samples import TEXT, article, extraction

ARTICLE = "peru.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from extractor.evaluate.prefill import prefilled
    from extractor.labelling import as_json

    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / ARTICLE).write_text(TEXT)
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "peru.json").write_text(as_json(prefilled(extraction(article=article()))))
    return tmp_path


def run(*arguments: object, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["extractor", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_there_and_back(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    articles, gold = folder / "articles", folder / "gold"
    there = ["convert", gold, "--to", "brat", "--articles", articles, "--out", folder / "brat"]
    assert run(*there, monkeypatch=monkeypatch) == 0
    assert "1 articles, 4 mentions, 1 claims written to" in capsys.readouterr().out
    back = ["convert", folder / "brat", "--from", "brat", "--articles", articles, "--out", folder / "back"]
    assert run(*back, monkeypatch=monkeypatch) == 0
    assert (folder / "back" / "peru.json").read_bytes() == (gold / "peru.json").read_bytes()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda folder: (folder / "articles" / ARTICLE).write_text(TEXT.replace("Customs", "customs")),
            "differs from the",
        ),
        (lambda folder: (folder / "articles" / ARTICLE).rename(folder / "articles" / "chile.txt"), "no such article"),
        (lambda folder: (folder / "brat" / "peru.ann").write_text("T1\tPLACE 0 4\tPeru\n"), "C1: None is not a place"),
        (lambda folder: (folder / "back").write_text(""), "back: "),
    ],
)
def test_labels_that_do_not_fit(
    folder: Path, change: object, reason: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    articles = folder / "articles"
    there = ["convert", folder / "gold", "--to", "brat", "--articles", articles, "--out", folder / "brat"]
    assert run(*there, monkeypatch=monkeypatch) == 0
    assert callable(change)
    change(folder)
    back = ["convert", folder / "brat", "--from", "brat", "--articles", articles, "--out", folder / "back"]
    assert run(*back, monkeypatch=monkeypatch) == 1
    assert reason in capsys.readouterr().err
    assert not (folder / "back" / "peru.json").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["--out", "out"], 2, "either --to or --from"),
        (["--out", "out", "--to", "brat", "--from", "brat"], 2, "either --to or --from"),
        (["--out", "out", "--to", "brat"], 2, "--to needs --articles"),
        (["--out", "out", "--to", "brat", "--articles", "none"], 1, "no such folder of articles"),
        (["--out", "out", "--to", "brat", "--articles", "gold"], 1, "gold"),
    ],
)
def test_wrong_commands(
    folder: Path,
    arguments: list[str],
    status: int,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    assert run("convert", "gold", *arguments, monkeypatch=monkeypatch) == status
    assert reason in capsys.readouterr().err


@pytest.mark.usefixtures("quick_pipeline")
def test_label(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("label", folder / "articles" / ARTICLE, monkeypatch=monkeypatch) == 0
    written = capsys.readouterr().out
    assert json.loads(written)["verified"] is False
    (folder / "gold" / "peru.json").write_text(written)
    evaluate = ["evaluate", folder / "gold", "--articles", folder / "articles"]
    assert run(*evaluate, monkeypatch=monkeypatch) == 1
    assert "not verified by anybody: peru.txt" in capsys.readouterr().err
    (folder / "gold" / "peru.json").write_text(written.replace('"verified": false', '"verified": true'))
    assert run(*evaluate, monkeypatch=monkeypatch) == 0
    (folder / "articles" / "more.txt").write_text(TEXT)
    assert run("label", folder / "articles", monkeypatch=monkeypatch) == 1
    assert "one article at a time, not for 2" in capsys.readouterr().err
