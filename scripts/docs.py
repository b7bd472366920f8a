"""Bring generated parts of the documentation and gold/scores.json up to date, or with --check tell whether they are.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; NAME is a function of `PARTS`. Figures
that have fallen below those of gold/scores.json are named, and --check fails by them.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from extractor.evaluate.agreement import agreement, as_markdown, compare_labels
from extractor.evaluate.committed import as_text, committed, fallen, read_committed
from extractor.evaluate.gold import SCORES_NAME, load_gold
from extractor.evaluate.report import claim_figures
from extractor.evaluate.score import ArticleScore, Figures, figures
from extractor.rules import RuleSet, load_rules
from extractor.workflow import evaluate

ROOT = Path(__file__).resolve().parent.parent
FILES = (ROOT / "README.md", ROOT / "docs" / "rules.md", ROOT / "gold" / "README.md")
SCORES = ROOT / "gold" / SCORES_NAME
COMMANDS = ("ingest", "extract", "show", "evaluate", "rules", "convert", "label")
EXAMPLE = (
    "Peru's copper exports to China rose 12% to $8.4 billion in the first half of 2018, the central bank said. "
    "Imports were $4.1 billion."
)
_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.S)
_WIDTH = "100"


def command_line() -> str:
    """The help text of every command."""
    return "\n\n".join(f"```text\n$ extractor {name} --help\n{_run(name, '--help')}\n```" for name in COMMANDS)


def example() -> str:
    """What the example of the introduction gives, as a table."""
    table = _run("extract", "-", "--format", "table", stdin=EXAMPLE)
    return f'```text\n$ echo "{EXAMPLE.replace("$", chr(92) + "$")}" | extractor extract - --format table\n{table}\n```'


def _run(*arguments: str, stdin: str = "") -> str:
    command = [sys.executable, "-m", "extractor", *arguments]
    environment = {**os.environ, "COLUMNS": _WIDTH, "TERMINAL_WIDTH": _WIDTH, "NO_COLOR": "1"}
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=True, env=environment, cwd=ROOT)
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def rule_counts() -> str:
    """How many rules of each kind there are, with how many examples."""
    rules = load_rules()
    rows = ["| kind | rules | examples | counter-examples |", "|---|---:|---:|---:|"]
    for kind, of_kind in sorted(rules.rules.items()):
        examples, nots = sum(len(r.examples) for r in of_kind), sum(len(r.not_) for r in of_kind)
        rows.append(f"| [`{kind}`](docs/rules.md#{kind}) | {len(of_kind)} | {examples} | {nots} |")
    words = sum(len(word_list.words()) for word_list in rules.words.values())
    return "\n".join(rows) + f"\n\nBesides, {len(rules.words)} word lists hold {words:,} wordings."


def rule_tables() -> str:
    """Every rule with an example."""
    return "\n\n".join(
        f"## {kind}\n\n" + "\n".join(_rule_rows(load_rules(), kind)) for kind in sorted(load_rules().rules)
    )


def _rule_rows(rules: RuleSet, kind: str) -> Iterator[str]:
    yield "| rule | makes | an example | examples | not |"
    yield "|---|---|---|---:|---:|"
    for rule in rules.of(kind):
        first = rule.examples[0]
        text = first.text if first.find is None else first.text.replace(first.find, f"[{first.find}]", 1)
        shown = " ".join(text.split()).replace("|", "\\|") + (f" → `{first.is_}`" if first.is_ else "")
        yield f"| `{rule.id}` | {rule.make} | {shown} | {len(rule.examples)} | {len(rule.not_)} |"


@cache
def _scores() -> Mapping[str, tuple[ArticleScore, ...]]:
    """Scores of the gold articles by part of the corpus (`split` in its metadata)."""
    with (ROOT / "corpus" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        parts = {row["name"]: row["split"] for row in csv.DictReader(file)}
    scores = evaluate(ROOT / "gold", ROOT / "corpus", metadata=ROOT / "corpus" / "metadata.csv")
    return {
        part: tuple(score for score in scores if parts.get(score.name) == part) for part in sorted(set(parts.values()))
    }


def scores() -> str:
    """Precision, recall and F1 by part of the corpus, and the accuracy of each slot."""
    parts = {part: figures(found) for part, found in _scores().items()}
    rows = ["| | " + " | ".join(f"{part} ({f.articles} articles)" for part, f in parts.items()) + " |"]
    rows.append("|---|" + "---:|" * len(parts))
    for name, of_part in _figure_rows(parts).items():
        rows.append(f"| {name} | " + " | ".join(of_part) + " |")
    return "Percent, as precision / recall / **F1**; slots: percent right of the claims found.\n\n" + "\n".join(rows)


def _figure_rows(parts: Mapping[str, Figures]) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for part in parts.values():
        for label, figure in part.mentions.items():
            rows.setdefault(f"`{label}`", []).append(_parts(figure.precision, figure.recall, figure.f1))
        for name, figure in claim_figures(part).items():
            shown = _parts(figure.precision, figure.recall, figure.f1)
            rows.setdefault(f"claims, {name.replace('_', '-')}", []).append(shown)
        for slot, right in part.slots.items():
            rows.setdefault(f"slot `{slot}`", []).append(f"{100 * right:.1f}")
    return rows


def _parts(precision: float, recall: float, f1: float) -> str:
    return f"{100 * precision:.1f} / {100 * recall:.1f} / **{100 * f1:.1f}**"


def gold_counts() -> str:
    """Articles, mentions and claims by part of the corpus, in Markdown."""
    with (ROOT / "corpus" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        part_of = {row["name"]: row["split"] for row in csv.DictReader(file)}
    golds = load_gold(ROOT / "gold")
    rows = ["| part | articles | mentions | claims |", "|---|---:|---:|---:|"]
    for name, parts in (("`tune`", {"tune"}), ("`test`", {"test"}), ("both", {"tune", "test"})):
        of_part = [gold for gold in golds if part_of[gold.article] in parts]
        mentions, claims = sum(len(g.mentions) for g in of_part), sum(len(g.claims) for g in of_part)
        rows.append(f"| {name} | {len(of_part)} | {mentions:,} | {claims:,} |")
    return "\n".join(rows)


def gold_agreement() -> str:
    """How far the two labellings agree, before differences were settled."""
    mentions, claims = compare_labels(*(load_gold(ROOT / "gold" / part) for part in ("first", "second")))
    return as_markdown(agreement(mentions, claims))


PARTS: Mapping[str, Callable[[], str]] = {
    "agreement": gold_agreement,
    "command_line": command_line,
    "example": example,
    "gold_counts": gold_counts,
    "rule_counts": rule_counts,
    "rule_tables": rule_tables,
    "scores": scores,
}


def renewed(text: str) -> str:
    """The text with every generated part made anew."""
    return _PART.sub(lambda match: f"{match[1]}{PARTS[match[2]]()}\n{match[3]}", text)


def made() -> dict[Path, str]:
    """What every file should hold."""
    texts = {path: renewed(path.read_text(encoding="utf-8")) for path in FILES}
    return {**texts, SCORES: as_text(committed(_scores()))}


def main() -> int:
    """Return the exit status: 1 where `--check` finds a file out of date, or figures that have fallen."""
    lower = fallen(read_committed(SCORES), committed(_scores())["parts"])
    for one in lower:
        print(f"{SCORES.relative_to(ROOT)}: {one}", file=sys.stderr)
    old = {path: text for path, text in made().items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    if "--check" in sys.argv[1:]:
        for path in old:
            print(f"{path.relative_to(ROOT)} is out of date: run `make docs`", file=sys.stderr)
        return 1 if old or lower else 0
    for path, text in old.items():
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)} renewed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
