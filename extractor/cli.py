"""The command line: parses, calls `workflow`, shows what comes back. Errors become one line and an exit status.

Exit status: 0 all right, 1 something could not be done, 2 the command was given wrongly.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli_gold import add_commands
from extractor.errors import ExtractorError
from extractor.evaluate.rival import RIVALS
from extractor.formats.registry import FORMATS

if TYPE_CHECKING:
    from extractor.evaluate.score import ArticleScore
    from extractor.rules import Rule
    from extractor.workflow import Listener

_WIDTH_WITHOUT_TERMINAL = 160

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

FormatName = StrEnum("FormatName", [(name, name) for name in FORMATS])  # type: ignore[misc]  # its choices are data
RivalName = StrEnum("RivalName", [(name, name) for name in RIVALS])  # type: ignore[misc]
_JSON, _TABLE = FormatName("json"), FormatName("table")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date like 2018-09-30") from None


Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="Rules of your own, read besides the built-in ones.")
]
Metadata = Annotated[
    Path | None,
    typer.Option("--metadata", metavar="FILE.csv", help="A table with name and published, title, url, publisher."),
]
Published = Annotated[
    date | None,
    typer.Option("--published", metavar="DATE", parser=_date, help="Date of articles that the metadata gives none."),
]
Db = Annotated[Path, typer.Option("--db", metavar="FILE", help="The database.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"extractor {version('trade-claims-extractor')}")
        raise typer.Exit


@app.callback()
def options(
    version_: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turn trade-statistics news into structured, traceable claims."""


@app.command("ingest")
def ingest_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    db: Db = Path("claims.db"),
    metadata: Metadata = None,
    published: Published = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Processes that extract.")] = 1,
    rules: Rules = None,
) -> None:
    """Read files and folders; store articles, mentions and claims. Running it again changes nothing."""
    from extractor.workflow import Sources, ingest

    with _progress() as listener:
        report = ingest(Sources(tuple(paths), metadata, published), db, rules=rules, jobs=jobs, listener=listener)
    typer.echo(
        f"{report.new} new, {report.changed} changed, {report.same} unchanged; {report.claims} claims written to {db}"
        + (f"; {len(report.failures)} failed" if report.failures else "")
    )
    if report.failures:
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Listener]:
    """A progress bar, where the standard error stream is a terminal; failures are told at once."""
    from extractor.workflow import Listener

    def failed(path: Path, error: str) -> None:
        typer.echo(f"failed: {path}: {error}", err=True)

    if not sys.stderr.isatty():
        yield Listener(on_failure=failed)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("articles", total=None)

        def failed_behind_bar(path: Path, error: str) -> None:
            bar.console.print(f"failed: {path}: {error}", markup=False, highlight=False, soft_wrap=True)
            bar.advance(task)

        yield Listener(
            on_start=lambda total: bar.update(task, total=total),
            on_article=lambda article: bar.advance(task),
            on_failure=failed_behind_bar,
        )


@app.command("extract")
def extract_command(
    path: Annotated[Path, typer.Argument(metavar="PATH|-", help="A file, a folder, or - for standard input.")],
    format_: Annotated[FormatName, typer.Option("--format", help="How to write the claims.")] = _JSON,
    metadata: Metadata = None,
    published: Published = None,
    rules: Rules = None,
) -> None:
    """Read one file, a folder or standard input and write what was found, without a database."""
    from extractor.workflow import Sources, extract

    stdin = sys.stdin.buffer.read() if str(path) == "-" else None
    found = extract(Sources((path,), metadata, published), rules=rules, stdin=stdin)
    sys.stdout.write(FORMATS[format_.value](found, several=stdin is None and path.is_dir()))


@app.command("show")
def show_command(
    db: Db = Path("claims.db"),
    article: Annotated[str | None, typer.Option("--article", metavar="NAME", help="Only this article.")] = None,
    format_: Annotated[FormatName, typer.Option("--format", help="How to write the claims.")] = _TABLE,
) -> None:
    """Write the claims that a database holds."""
    from extractor.store.query import read_extractions
    from extractor.store.schema import open_database

    with open_database(db) as opened:
        found = list(read_extractions(opened, name=article))
    if article is not None and not found:
        raise ExtractorError(f"{db}: no article is called {article!r}")
    sys.stdout.write(FORMATS[format_.value](found, several=article is None))


@app.command("evaluate")
def evaluate_command(
    gold_dir: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder of gold labels (*.json).")],
    articles: Annotated[Path, typer.Option("--articles", metavar="DIR", help="Folder of the labelled articles.")],
    metadata: Metadata = None,
    split: Annotated[
        str | None, typer.Option("--split", metavar="NAME", help="Only articles of this split in the metadata.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the figures as JSON.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write a page with every error in its sentence.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE.json", help="Tell gains and losses since this earlier --json."),
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under", metavar="FIGURE=F1", help="Exit with 1 where F1 is less; FIGURE: core, MONEY, ..."
        ),
    ] = None,
    against: Annotated[
        RivalName | None, typer.Option("--against", help="Also tell how right this one is on the same articles.")
    ] = None,
    rules: Rules = None,
) -> None:
    """Compare with gold labels: precision, recall, F1."""
    from extractor.evaluate import report
    from extractor.evaluate.baseline import compare, describe, read_baseline
    from extractor.evaluate.errors_page import as_html
    from extractor.workflow import evaluate

    floors = report.parse_floors(fail_under or [])
    earlier = read_baseline(baseline) if baseline else None
    labelled = partial(evaluate, gold_dir, articles, metadata=metadata, split=split)
    scores = labelled(rules=rules)
    comparison = compare(scores, earlier) if earlier else None
    rival = against and labelled(extract_with=RIVALS[against.value])
    if html:
        _write(html, as_html(scores, comparison))
    _print_figures(scores, {against.value: rival} if against and rival else {}, as_json=as_json)
    if comparison:
        typer.echo("\n".join(describe(comparison)), err=as_json)
    failed = report.below(scores, floors)
    if failed:
        raise ExtractorError("; ".join(failed))


def _print_figures(
    scores: Sequence[ArticleScore], rivals: Mapping[str, Sequence[ArticleScore]], *, as_json: bool
) -> None:
    from extractor.evaluate import report

    if as_json:
        against = {name: report.as_json(rival) for name, rival in rivals.items()}
        typer.echo(json.dumps(report.as_json(scores) | ({"against": against} if against else {}), indent=1))
        return
    from rich.console import Console

    tables = [report.as_table(scores), *(report.rival_table(scores, rival, name) for name, rival in rivals.items())]
    Console(width=get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 0)).columns).print(*tables)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExtractorError(f"{path}: {error.strerror}") from None


@app.command("rules")
def rules_command(
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help="Check this rule file, with all its examples.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="List only rules of this kind.")] = None,
    rules: Rules = None,
) -> None:
    """List the rules, or check a rule file."""
    from extractor.rules import load_rules
    from extractor.workflow import check_rules

    if check is not None:
        problems = check_rules(check, rules=rules)
        for problem in problems:
            typer.echo(problem, err=True)
        if problems:
            raise typer.Exit(1)
        typer.echo(f"{check}: all right")
        return
    loaded = load_rules(rules)
    if kind is not None and kind not in loaded.rules:
        raise ExtractorError(f"no rules are of kind {kind!r} (there are {', '.join(sorted(loaded.rules))})")
    kinds = [kind] if kind is not None else sorted(loaded.rules)
    _list_rules({name: loaded.of(name) for name in kinds})


def _list_rules(rules: Mapping[str, tuple[Rule, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("rule", "makes", "first example", "examples", "not")
    for of_kind in rules.values():
        for rule in of_kind:
            first = rule.examples[0]
            shown = first.text if first.find is None else f"{first.find} = {first.is_ or '?'}"
            table.add_row(*map(Text, (rule.id, rule.make, shown, str(len(rule.examples)), str(len(rule.not_)))))
        table.add_section()
    Console(width=get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 0)).columns).print(table)


add_commands(app)


def main() -> None:
    """Run the command; never shows a traceback for an error that was foreseen."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except ExtractorError as error:
        typer.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from None
    except OSError as error:  # of standard output: the disk is full, or the reader (`| head`) has had enough
        if not isinstance(error, BrokenPipeError):
            typer.echo(f"Error: standard output: {error.strerror}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more on leaving
        raise SystemExit(1) from None
