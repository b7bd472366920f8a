"""The command line as a user meets it: what it prints, where, and the exit status. No traceback, ever."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor import cli
from tests.samples import ROOT

NEWS = "Peru's exports rose to $2.5 billion in 2018."


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(
    quick_pipeline: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Run a command in an empty folder with a stand-in for the pipeline."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["extractor", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Result(int(stop.value.code or 0), out, err)

    return command


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with two articles, made in the folder where commands run."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "peru.txt").write_text(NEWS)
    (folder / "rain.txt").write_text("It rained.")
    return folder


def rows(query: str, db: str = "claims.db") -> list[tuple[object, ...]]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_ingest(run: Run, news: Path) -> None:
    first = run("ingest", "news")
    assert (first.status, first.err) == (0, "")
    assert first.out == "2 new, 0 changed, 0 unchanged; 1 claims written to claims.db\n"
    assert rows("select name, value from claims join articles on articles.id = article_id") == [("peru.txt", 2.5e9)]
    assert run("ingest", "news").out.startswith("0 new, 0 changed, 2 unchanged")
    (news / "peru.txt").write_text(NEWS.replace("2.5", "2.7"))
    assert run("ingest", "news").out.startswith("0 new, 1 changed, 1 unchanged")
    assert rows("select count(*), max(value) from claims") == [(1, 2.7e9)]


def test_ingest_with_dates(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("name,published,title\nperu.txt,2019-01-31,Up\n")
    run("ingest", "news", "--metadata", "m.csv", "--published", "2019-02-02", "--db", "x.db")
    found = rows("select name, published, title from articles order by name", "x.db")
    assert found == [("peru.txt", "2019-01-31", "Up"), ("rain.txt", "2019-02-02", None)]


def test_ingest_goes_on_after_failures(run: Run, news: Path) -> None:
    (news / "empty.txt").write_bytes(b"")
    (news / "picture.txt").write_bytes(b"\x89PNG\0\0")
    result = run("ingest", "news", "nothing", "--db", "x.db")
    assert result.status == 1
    assert "2 new" in result.out
    assert "3 failed" in result.out
    assert len(result.err.splitlines()) == 3
    assert all(line.startswith("failed: ") for line in result.err.splitlines())
    assert [error for (error,) in rows("select error from failures order by path", "x.db")] == [
        "the file is empty",
        "a binary file, not plain text",
        "no such file or folder",
    ]
    (news / "empty.txt").write_text("It snowed.")
    run("ingest", "news", "--db", "x.db")
    assert len(rows("select * from failures", "x.db")) == 2


def test_two_ingests_leave_the_same_database(run: Run, news: Path, tmp_path: Path) -> None:
    run("ingest", "news")
    before = list(sqlite3.connect("claims.db").iterdump())
    run("ingest", "news/rain.txt", "news")
    assert list(sqlite3.connect("claims.db").iterdump()) == before


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["extract", "none.txt"], 1, "none.txt: no such file or folder"),
        (["extract", "void"], 1, "no articles in this folder"),
        (["extract", "empty.txt"], 1, "empty.txt: the file is empty"),
        (["extract", "binary.txt"], 1, "binary.txt: a binary file"),
        (["extract", "page.pdf"], 1, "no reader for .pdf"),
        (["extract", "-"], 1, "standard input: the file is empty"),
        (["extract", "peru.txt", "--format", "xml"], 2, "'xml' is not one of"),
        (["extract", "peru.txt", "--published", "yesterday"], 2, "'yesterday' is not a date like 2018-09-30"),
        (["extract", "peru.txt", "--metadata", "none.csv"], 1, "none.csv: No such file"),
        (["extract", "peru.txt", "--metadata", "bad.csv"], 1, "bad.csv: no column is called 'name'"),
        (["extract"], 2, "Missing argument"),
        (["ingest"], 2, "Missing argument"),
        (["ingest", "peru.txt", "--jobs", "0"], 2, "--jobs"),
        (["ingest", "peru.txt", "--frobnicate"], 2, "No such option"),
        (["ingest", "peru.txt", "--db", "peru.txt"], 1, "peru.txt: file is not a database"),
        (["ingest", "peru.txt", "--db", "other.db"], 1, "other.db: a database of another program"),
        (["ingest", "peru.txt", "--db", "no/folder/x.db"], 1, "unable to open database file"),
        (["ingest", "peru.txt", "--db", "void"], 1, "void: a folder, not a database"),
        (["ingest", "peru.txt", "--metadata", "bad.csv"], 1, "bad.csv"),
        (["ingest", "peru.txt", "--rules", "void"], 1, "void: has no words"),
        (["show"], 1, "claims.db: no such database"),
        (["show", "--db", "other.db"], 1, "another program"),
        (["evaluate", "void", "--articles", "void"], 1, "no gold labels"),
        (["evaluate", "none", "--articles", "void"], 1, "no such folder"),
        (["evaluate", "void"], 2, "--articles"),
        (["evaluate", "void", "--articles", "void", "--fail-under", "speed=1"], 1, "no figure is called 'speed'"),
        (["evaluate", "void", "--articles", "void", "--baseline", "bad.csv"], 1, "bad.csv: not JSON"),
        (["evaluate", "void", "--articles", "void", "--against", "nobody"], 2, "'nobody'"),
        (["rules", "--kind", "colour"], 1, "no rules are of kind 'colour'"),
        (["rules", "--check", "none.yml"], 1, "none.yml: No such file"),
        (["rules", "--rules", "rules"], 1, "broken.yml: not YAML"),
        (["rules", "--rules", "none"], 1, "none: no such folder of rules"),
        (["extract", "peru.txt", "--metadata", "void"], 1, "void: Is a directory"),
        (["show", "--db", "peru.txt"], 1, "peru.txt: file is not a database"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_wrong_input(run: Run, tmp_path: Path, arguments: list[str], status: int, words: str) -> None:
    (tmp_path / "void").mkdir()
    (tmp_path / "peru.txt").write_text(NEWS * 20)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(b"\0\1\2")
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "bad.csv").write_text("file\npage.pdf\n")
    (tmp_path / "rules" / "patterns").mkdir(parents=True)
    (tmp_path / "rules" / "patterns" / "broken.yml").write_text("kind: [")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("create table things (id)")
    result = run(*arguments)
    assert result.status == status
    assert words in result.err
    assert result.out == ""
    last = result.err.splitlines()[-1]
    assert last.startswith("Error: ")
    assert status == 2 or len(result.err.splitlines()) == 1


def test_extract(run: Run, news: Path) -> None:
    one = json.loads(run("extract", "news/peru.txt").out)
    assert [claim["value"] for claim in one["claims"]] == [2.5e9]
    assert [found["article"]["name"] for found in json.loads(run("extract", "news").out)] == ["peru.txt", "rain.txt"]
    assert "USD 2.5 bn" in run("extract", "news", "--format", "table").out
    assert run("extract", "news/peru.txt", "--format", "html").out.startswith("<!DOCTYPE html>")
    assert not Path("claims.db").exists()


def test_extract_standard_input(run: Run) -> None:
    found = json.loads(run("extract", "-", "--published", "2019-01-01", stdin=b"\xef\xbb\xbf" + NEWS.encode()).out)
    assert (found["article"]["name"], found["article"]["published"]) == ("-", "2019-01-01")
    assert found["article"]["text"] == NEWS


def test_show(run: Run, news: Path) -> None:
    run("ingest", "news")
    shown = run("show").out
    assert "peru.txt" in shown
    assert "USD 2.5 bn" in shown
    assert json.loads(run("show", "--article", "peru.txt", "--format", "json").out)["claims"]
    assert run("show", "--article", "none.txt").err == "Error: claims.db: no article is called 'none.txt'\n"


def test_evaluate(run: Run, news: Path, tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    labels = {"article": "peru.txt", "mentions": [], "claims": []}
    (tmp_path / "gold" / "peru.json").write_text(json.dumps(labels))
    (tmp_path / "gold" / "gone.json").write_text(json.dumps({**labels, "article": "gone.txt"}))
    report = json.loads(run("evaluate", "gold", "--articles", "news", "--json").out)
    assert report["articles_missing"] == ["gone.txt"]
    assert report["claims"]["detection"]["found"] == 1
    assert "core-exact" in run("evaluate", "gold", "--articles", "news").out
    (tmp_path / "before.json").write_text(run("evaluate", "gold", "--articles", "news", "--json").out)
    again = run("evaluate", "gold", "--articles", "news", "--baseline", "before.json", "--html", "report.html")
    assert "detection: F1 0.000 -> 0.000 (+0.0)" in again.out
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")
    under = run("evaluate", "gold", "--articles", "news", "--fail-under", "core=0.5", "--against", "quantulum3")
    assert (under.status, under.err) == (1, "Error: F1 of core-exact is 0.0000, less than 0.5\n")
    assert "quantulum3" in under.out
    (tmp_path / "split.csv").write_text("name,split\nperu.txt,tune\ngone.txt,test\n")
    of_split = json.loads(
        run("evaluate", "gold", "--articles", "news", "--metadata", "split.csv", "--split", "tune", "--json").out
    )
    assert list(of_split["by_article"]) == ["peru.txt"]
    wrong = run("evaluate", "gold", "--articles", "news", "--metadata", "split.csv", "--split", "dev")
    assert wrong.err == "Error: split.csv: no labelled article has the split 'dev'\n"
    (tmp_path / "gold" / "peru.json").write_text(json.dumps({**labels, "sha256": "0"}))
    assert "not the text that was labelled" in run("evaluate", "gold", "--articles", "news").err
    assert "none of the labelled articles" in run("evaluate", "gold", "--articles", "gold").err


def test_rules(run: Run) -> None:
    shown = run("rules", "--kind", "flow")
    assert shown.status == 0
    assert "flow.export" in shown.out
    assert "cue." not in shown.out
    assert run("--version").out.startswith("extractor ")
    assert "ingest" in run("--help").out


def run_for_real(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_processes_give_the_same_database(tmp_path: Path, jobs: str) -> None:
    """The real pipeline, in this process and in others."""
    news = tmp_path / "news"
    news.mkdir()
    for number in range(40):
        (news / f"{number:02}.txt").write_text(f"Peru's exports rose {number}% to ${number}.5 billion in 2018.")
    result = run_for_real("ingest", str(news), "--db", str(tmp_path / "x.db"), "--jobs", jobs)
    assert (result.returncode, result.stderr) == (0, "")
    names = rows("select name from articles order by id", str(tmp_path / "x.db"))
    assert names == [(f"{number:02}.txt",) for number in range(40)]
    assert int(str(rows("select count(*) from mentions", str(tmp_path / "x.db"))[0][0])) >= 120


def test_a_wrong_rule_stops_all_processes(tmp_path: Path) -> None:
    (tmp_path / "rules" / "patterns").mkdir(parents=True)
    rule = "kind: flow\nrules:\n- {id: flow.mine, pattern: '(', examples: [{text: x}]}\n"
    (tmp_path / "rules" / "patterns" / "mine.yml").write_text(rule)
    (tmp_path / "a.txt").write_text(NEWS)
    options = ("--rules", str(tmp_path / "rules"), "--jobs", "2", "--db", str(tmp_path / "x.db"))
    result = run_for_real("ingest", str(tmp_path / "a.txt"), *options)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "rule flow.mine: pattern: not a regular expression" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NEWS)
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "extractor", "extract", str(tmp_path / "a.txt")]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    assert (result.returncode, result.stderr) == (1, "Error: standard output: No space left on device\n")


@pytest.mark.parametrize("times", [1, 100])
def test_closed_pipe_is_no_error(tmp_path: Path, times: int) -> None:
    """Whether the output fits the pipe's buffer or not, a reader that leaves is no reason to complain."""
    (tmp_path / "a.txt").write_text(f"{NEWS}\n\n" * times)
    command = f"{sys.executable} -m extractor extract {tmp_path / 'a.txt'} | true"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=120, cwd=ROOT)
    assert (result.stdout, result.stderr) == ("", "")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_ingest_leaves_whole_articles(tmp_path: Path, jobs: str) -> None:
    for number in range(2000):
        (tmp_path / f"{number:04}.txt").write_text(f"Peru's exports rose to ${number}.5 billion in 2018.\n\n" * 5)
    command = [
        sys.executable,
        "-m",
        "extractor",
        "ingest",
        str(tmp_path),
        "--jobs",
        jobs,
        "--db",
        str(tmp_path / "x.db"),
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    while not ((tmp_path / "x.db").exists() and stored(tmp_path / "x.db")):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # what the terminal does at Ctrl-C: every process of the group gets it
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in err
    counts = rows("select count(*) from mentions group by article_id", str(tmp_path / "x.db"))
    assert 0 < len(counts) < 2000
    assert len(set(counts)) == 1


def heed_interrupts() -> None:
    """A shell starts background jobs with Ctrl-C ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stored(db: Path) -> int:
    try:
        return int(str(rows("select count(*) from articles", str(db))[0][0]))
    except sqlite3.OperationalError:  # no tables yet
        return 0


GOOD = "kind: flow\nrules:\n- {id: flow.mine, pattern: sold abroad, with: {flow: export}, examples: [{text: %s}]}\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD % "cars were sold abroad", None),
        (GOOD % "cars were sold at home", "rule flow.mine: example 'cars were sold at home': expected something"),
        (GOOD.replace("pattern", "patern") % "x", "rule flow.mine: patern: there is no such field"),
        (GOOD.replace("sold", "$unknown") % "x", "$unknown is neither a fragment nor a word list"),
        (GOOD.replace("id: flow.mine", "id: flow.export") % "x", "rule flow.export: id: stands in"),
        (GOOD.replace("pattern: sold", "make: magic, pattern: sold") % "x", "make: 'magic' is not one of"),
        (
            "fragments: {report_verb: x}\n" + GOOD % "cars were sold abroad",
            "fragment report_verb: stands in rules/words already",
        ),
        ("lists: {mine: {a: [b]}}\n", None),
        ("lists: {mine: {a: b}}\n", "mine.yml: lists.mine.a"),
        ("nothing", "mine.yml: the file"),
        ("\tkind: x", "mine.yml: not YAML"),
    ],
)
def test_checking_a_rule_file(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    words: str | None,
) -> None:
    monkeypatch.setattr(sys, "argv", ["extractor", "rules", "--check", str(tmp_path / "mine.yml")])
    (tmp_path / "mine.yml").write_text(text)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    out, err = capsys.readouterr()
    if words is None:
        assert (stop.value.code or 0, out, err) == (0, f"{tmp_path / 'mine.yml'}: all right\n", "")
    else:
        assert stop.value.code == 1
        assert words in err
        assert str(tmp_path / "mine.yml") in err
        assert "/tmp/tmp" not in err
