"""How fast it is: start-up, articles a second in one process and in two, and time against an article's length."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.read.registry import make_article, read_article
from extractor.workflow import Sources, extract_article, ingest, load_pipeline

ROOT = Path(__file__).resolve().parent.parent
CORPUS = sorted((ROOT / "corpus").glob("*.txt"))
COPIES = 3
SENTENCE = "Peru's exports rose 12% to $8.4 billion in the first half of 2018, the central bank said. "
LENGTHS = (50, 100, 200, 400)
NONSENSE = ("1 million ", "one hundred and ", "$1 to ", "1,", "(in millions of dollars) 5 6 ")
"""What a pattern that backtracks would never finish, repeated."""


def main() -> None:
    """Print the figures."""
    with _timed() as seconds:
        command = [sys.executable, "-m", "extractor", "extract", "-"]
        subprocess.run(command, input=SENTENCE, capture_output=True, text=True, check=True, cwd=ROOT)
    print(f"cold start with one sentence: {seconds():.2f} s")
    nlp = load_pipeline()
    articles = [read_article(path) for path in CORPUS]
    characters = sum(len(article.text) for article in articles)
    extract_article(nlp, articles[0])
    with _timed() as seconds:
        for article in articles:
            extract_article(nlp, article)
    each = seconds() / len(articles)
    print(f"extraction: {1000 * each:.1f} ms an article of {characters // len(articles)} characters")
    for count in LENGTHS:
        article = make_article(SENTENCE * count, "long.txt", "long.txt", None, None)
        with _timed() as seconds:
            extract_article(nlp, article)
        print(f"one line of {len(article.text):,} characters: {seconds():.2f} s")
    for words in NONSENSE:
        article = make_article(words * 500, "nonsense.txt", "nonsense.txt", None, None)
        with _timed() as seconds:
            extract_article(nlp, article)
        print(f"500 times {words!r}: {seconds():.2f} s")
    for jobs in (1, 2):
        _ingest(jobs)


def _ingest(jobs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in CORPUS:
            for copy in range(COPIES):
                (folder / f"{copy}-{path.name}").write_text(f"{path.read_text(encoding='utf-8')}\n{copy}\n", "utf-8")
        with _timed() as seconds:
            report = ingest(Sources((folder,)), folder / "claims.db", jobs=jobs)
        print(f"ingest with --jobs {jobs}: {report.new / seconds():.1f} articles a second")
        with _timed() as seconds:
            ingest(Sources((folder,)), folder / "claims.db", jobs=jobs)
        print(f"  again, nothing changed: {seconds():.2f} s for {report.new}")


@contextmanager
def _timed() -> Iterator[Callable[[], float]]:
    start = time.perf_counter()
    end: list[float] = []
    yield lambda: (end[0] if end else time.perf_counter()) - start
    end.append(time.perf_counter())


if __name__ == "__main__":
    main()
