"""The commands for whoever labels articles, which `cli` takes in: they parse, call `labelling`, tell what was done."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from extractor.evaluate.interchange.registry import INTERCHANGE

InterchangeName = StrEnum("InterchangeName", [(name, name) for name in INTERCHANGE])  # type: ignore[misc]  # as in cli


def add_commands(app: typer.Typer) -> None:
    """Add `convert` and `label`."""
    app.command("convert")(convert_command)
    app.command("label")(label_command)


def convert_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Gold labels (--to), or files of a tool (--from).")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write.")],
    to: Annotated[InterchangeName | None, typer.Option("--to", help="Write gold labels in this format.")] = None,
    from_: Annotated[
        InterchangeName | None, typer.Option("--from", help="Check labels in this format and write gold labels.")
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option("--articles", metavar="DIR", help="The labelled articles. With --from, texts must be the same."),
    ] = None,
) -> None:
    """Take gold labels to an annotation tool, or from one."""
    from extractor.labelling import convert_from, convert_to

    if (to is None) == (from_ is None):
        raise typer.BadParameter("give either --to or --from")
    if to is not None:
        if articles is None:
            raise typer.BadParameter("--to needs --articles: tools show labels in the text")
        done = convert_to(to.value, folder, articles, out)
    elif from_ is not None:
        done = convert_from(from_.value, folder, articles, out)
    typer.echo(f"{done.articles} articles, {done.mentions} mentions, {done.claims} claims written to {out}")


def label_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The article.")],
    metadata: Annotated[
        Path | None, typer.Option("--metadata", metavar="FILE.csv", help="A table with name and published.")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help="Rules of your own, read besides the built-in ones.")
    ] = None,
) -> None:
    """Write gold labels to begin with: what the program finds, marked as verified by nobody."""
    from extractor.labelling import as_json, prefill
    from extractor.workflow import Sources

    sys.stdout.write(as_json(prefill(Sources((file,), metadata), rules=rules)))
