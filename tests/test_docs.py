"""What README.md shows can be run as it stands."""

import re
import sqlite3
from pathlib import Path

import pytest
from spacy.language import Language

from extractor.store.schema import open_database
from tests.samples import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.S | re.M)


@pytest.mark.parametrize("query", [query for block in blocks("sql") for query in block.split(";") if query.strip()])
def test_queries(tmp_path: Path, query: str) -> None:
    with open_database(tmp_path / "claims.db", create=True):
        pass
    with sqlite3.connect(tmp_path / "claims.db") as connection:
        connection.execute(query).fetchall()


@pytest.mark.parametrize("code", blocks("python"))
def test_python(nlp: Language, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out


def test_rule_of_the_readme(tmp_path: Path) -> None:
    from extractor.workflow import check_rules

    (code,) = (block for block in blocks("yaml") if block.startswith("# mine/"))
    path = tmp_path / "flows.yml"
    path.write_text(code)
    assert check_rules(path) == []
    path.write_text(code.replace("is: export", "is: import"))
    assert len(check_rules(path)) == 1


def test_files_named_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", README):
        assert (ROOT / target).exists(), target


def test_commands_named_exist() -> None:
    from extractor.cli import app

    names = {command.name for command in app.registered_commands}
    assert set(re.findall(r"^extractor (\w+)", README, re.M)) <= names
    assert set(re.findall(r"^\$ extractor (\w+) --help", README, re.M)) == names
