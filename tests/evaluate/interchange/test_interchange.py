"""Labels come back from every format as they went: those of our corpus, and made-up ones."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.errors import GoldError
from extractor.evaluate.gold import load_gold
from extractor.evaluate.interchange.labelled import Labelled, build
from extractor.evaluate.interchange.registry import INTERCHANGE, read_gold, write_gold
from extractor.models import Label
from extractor.read.registry import read_article
from tests.samples import ROOT

TEXT = "Peru's exports rose 3 to 5%\nto $2.5bn-plus in H1; Peruvian\nimports: “nil” 😀."
FORMATS = sorted(INTERCHANGE)


def labelled(**changes: object) -> Labelled:
    """Labels with everything that is hard to hold: a range, accepted values, a mark in a token and one across lines."""
    at = TEXT.index
    mentions = [
        {"id": "C1", "start": 0, "end": 4, "label": "PLACE", "code": "PER"},
        {"id": "F1", "start": at("exports"), "end": at(" rose"), "label": "FLOW", "flow": "export"},
        {
            "id": "P1", "start": at("3 to"), "end": at("\nto"), "label": "PERCENT",
            "value": 4, "value_low": 3, "value_high": 5, "unit": "%",
        },
        {"id": "M1", "start": at("$2.5"), "end": at("-plus"), "label": "MONEY", "value": 2.5e9, "unit": "USD"},
        {"id": "T1", "start": at("H1"), "end": at("; P"), "label": "PERIOD"},
        {"id": "F2", "start": at("Peruvian"), "end": at(": “"), "label": "FLOW", "flow": "import"},
    ]  # fmt: skip
    claims = [
        {
            "value_mention": "P1", "measure": ["growth", "share"], "value": 4, "value_low": 3, "value_high": 5,
            "unit": "%", "bound": ">=", "flow": "export", "reporter": ["PER", "CHL"], "item": [None, "goods, “all”"],
            "period": ["2018-01-01", "2018-06-30"],
        },
        {"value_mention": "M1", "measure": "level", "value": 2.5e9, "unit": "USD", "flow": "export", "reporter": "PER"},
        {"value_mention": "M1", "measure": "level", "value": 2.5e9, "unit": "USD", "flow": "import", "reporter": "PER"},
    ]  # fmt: skip
    data = {"article": "peru.txt", "published": "2018-09-30", "mentions": mentions, "claims": claims, **changes}
    return build(TEXT, data, where="test")


@pytest.fixture(scope="module")
def corpus() -> list[Labelled]:
    return [Labelled(gold, read_article(ROOT / "corpus" / gold.article).text) for gold in load_gold(ROOT / "gold")]


@pytest.mark.parametrize("format_", FORMATS)
def test_our_gold(corpus: list[Labelled], format_: str, tmp_path: Path) -> None:
    write_gold(corpus, format_, tmp_path)
    assert read_gold(tmp_path, format_) == corpus


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "changes", [{}, {"verified": False}, {"claims_only": True}, {"published": None}, {"claims": []}]
)
def test_hard_labels(format_: str, changes: dict[str, object], tmp_path: Path) -> None:
    one = labelled(**changes)
    write_gold([one], format_, tmp_path)
    assert read_gold(tmp_path, format_) == [one]


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs"]), min_size=1)
CLOSED_VALUES = st.sampled_from(["level", ["level", "growth"]]), st.sampled_from(["~", ["=", ">="]])


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=WORDS, item=WORDS, value=st.decimals(-1000, 1000, places=3), measure=CLOSED_VALUES[0], bound=CLOSED_VALUES[1]
)
def test_any_labels(
    format_: str, tmp_path: Path, before: str, item: str, value: Decimal, measure: object, bound: object
) -> None:
    text = f"{before.replace('{', '')} 1,000 tonnes."
    start = text.rindex("1,000")
    mention = {"id": "Q1", "start": start, "end": start + 12, "label": "QUANTITY", "value": value, "unit": "tonne"}
    claim = {
        "value_mention": "Q1", "measure": measure, "value": value, "unit": "tonne", "bound": bound, "flow": "import",
        "item": item,
    }  # fmt: skip
    one = build(text, {"article": "any.txt", "mentions": [mention], "claims": [claim]}, where="test")
    write_gold([one], format_, tmp_path)
    assert read_gold(tmp_path, format_) == [one]


@pytest.mark.parametrize("format_", FORMATS)
def test_folders_without_labels(format_: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no labels in the format"):
        read_gold(tmp_path, format_)
    with pytest.raises(GoldError, match="no such folder"):
        read_gold(tmp_path / "none", format_)
    (tmp_path / "file").write_text("")
    with pytest.raises(GoldError, match="file"):
        write_gold([labelled()], format_, tmp_path / "file")


@pytest.mark.parametrize(
    ("format_", "name", "content", "reason"),
    [
        ("prodigy", "a.jsonl", "\n{", "line 2: not JSON"),
        ("prodigy", "a.jsonl", "[]", "line 1: a task has a text"),
        (
            "prodigy",
            "a.jsonl",
            '{"text": "a", "spans": [{"start": 0, "end": 2}]}',
            "span from 0 to 2 is not in the text",
        ),
        ("prodigy", "a.jsonl", '{"text": "a", "spans": [{"start": 0, "end": 1}]}', "article"),
        ("label-studio", "a.json", "{}", "not a list of tasks"),
        ("label-studio", "a.json", '[{"data": {}}]', "task 1: not a task"),
        ("brat", "a.ann", "", "a.txt"),
        ("docbin", "a.spacy", "no", "not a DocBin"),
        ("marked", "a.marked", "", "a.labels.json"),
    ],
)
def test_wrong_files(format_: str, name: str, content: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(GoldError, match=reason):
        read_gold(tmp_path, format_)


class TestWhatToolsDo:
    """Tools add marks without our ids, tasks that were refused, and annotations of several people."""

    def test_prodigy(self, tmp_path: Path) -> None:
        write_gold([labelled()], "prodigy", tmp_path)
        path = tmp_path / "labels.jsonl"
        task = json.loads(path.read_text())
        task["spans"].append({"start": 0, "end": 6, "label": "PLACE", "token_start": 0, "token_end": 1})
        path.write_text("".join(json.dumps({**task, "answer": answer}) + "\n" for answer in ("accept", "reject")))
        (one,) = read_gold(tmp_path, "prodigy")
        assert (one.gold.mentions[-1].id, one.gold.mentions[-1].text) == ("C2", "Peru's")

    def test_brat(self, tmp_path: Path) -> None:
        write_gold([labelled()], "brat", tmp_path)
        path = tmp_path / "peru.ann"
        assert "T6\tFLOW 50 58;59 66\tPeruvian imports\n" in path.read_text()
        path.write_text(
            path.read_text().replace("Flow E2 export", "Flow E2 balance")
            + "T90\tMONEY 27 37\t$2.5bn\nT91\tClaim 27 37\t$2.5bn\nR1\tSame Arg1:T1 Arg2:T90\n"
        )
        (tmp_path / "metadata.csv").unlink()
        (one,) = read_gold(tmp_path, "brat")
        assert one.gold.claims[1].flow == ("balance",)
        assert (one.gold.mentions[-1].id, one.gold.published) == ("M2", None)
        path.write_text("E1\tClaim:T1\n")
        with pytest.raises(GoldError, match="E1: a claim needs its number"):
            read_gold(tmp_path, "brat")
        path.write_text("T1\tMONEY\n")
        with pytest.raises(GoldError, match="line 1: not a line of brat"):
            read_gold(tmp_path, "brat")

    def test_label_studio(self, tmp_path: Path) -> None:
        write_gold([labelled(verified=False)], "label-studio", tmp_path)
        path = tmp_path / "tasks.json"
        (task,) = json.loads(path.read_text())
        result = [part for part in task["predictions"][0]["result"] if part["type"] != "relation"]
        value = {"start": 0, "end": 6, "text": "Peru's", "labels": ["PLACE"]}
        result.append({"id": "fWd-3k", "from_name": "label", "to_name": "text", "type": "labels", "value": value})
        task["annotations"] = [{"was_cancelled": True, "result": []}, {"result": result}]
        path.write_text(json.dumps([task]))
        (one,) = read_gold(tmp_path, "label-studio")
        assert one.gold.verified  # somebody submitted it
        assert one.gold.mentions[-1].id == "C2"
        assert one.gold.claims == labelled().gold.claims  # even without relations
        assert '<Choice value="&gt;="/>' in (tmp_path / "config.xml").read_text()

    def test_docbin(self, tmp_path: Path) -> None:
        import spacy
        from spacy.tokens import DocBin

        write_gold([labelled()], "docbin", tmp_path)
        (doc,) = DocBin().from_disk(tmp_path / "labels.spacy").get_docs(spacy.blank("en").vocab)
        assert doc.text == TEXT
        assert [(span.text, span.label_) for span in doc.spans["trade"]][3] == ("$2.5bn", Label.MONEY)
        DocBin(docs=[spacy.blank("en")("No labels.")]).to_disk(tmp_path / "labels.spacy")
        with pytest.raises(GoldError, match="document 1: a document without labels"):
            read_gold(tmp_path, "docbin")
        spaced = labelled(mentions=[{"id": "C1", "start": 5, "end": 7, "label": "PLACE", "code": "PER"}], claims=[])
        with pytest.raises(GoldError, match="begins or ends with a space"):
            write_gold([spaced], "docbin", tmp_path)


def test_marks_can_not_overlap(tmp_path: Path) -> None:
    spans = [{"id": f"C{n}", "start": n, "end": n + 2, "label": "PLACE", "code": "PER"} for n in (1, 2)]
    with pytest.raises(GoldError, match="C2: can't be marked"):
        write_gold([labelled(mentions=spans, claims=[])], "marked", tmp_path)


MARKED = "{{C1|Peru}} earned {{M1|$1}} from {{F1|exports}}."
LABELS: dict[str, dict[str, object]] = {
    "C1": {"label": "PLACE", "code": "PER"},
    "M1": {"label": "MONEY", "value": 1, "unit": "USD"},
    "F1": {"label": "FLOW", "flow": "export"},
}
CLAIM: dict[str, object] = {"value_mention": "M1", "measure": "level", "flow": "export", "reporter": "PER"}


def write_marked(folder: Path, marked: str, mentions: object, claims: object) -> Path:
    (folder / "peru.marked").write_text(marked)
    (folder / "peru.labels.json").write_text(
        json.dumps({"mentions": mentions, "claims": claims, "published": "2018-09-30"})
    )
    return folder


def test_marked_text_with_defaults(tmp_path: Path) -> None:
    (one,) = read_gold(write_marked(tmp_path, MARKED, LABELS, [{**CLAIM, "note": "clear"}]), "marked")
    assert (one.text, one.gold.article, one.gold.published) == (
        "Peru earned $1 from exports.",
        "peru.txt",
        date(2018, 9, 30),
    )
    (claim,) = one.gold.claims
    assert (claim.value, claim.unit, claim.bound, claim.status) == (Decimal(1), ("USD",), ("=",), ("actual",))


@pytest.mark.parametrize(
    ("marked", "mentions", "claims", "reason"),
    [
        (MARKED, [], [], "must have"),
        (MARKED + "{{C1|Peru}}", LABELS, [], "C1 is marked 2 times"),
        (MARKED + "{{C2|Peru}}", LABELS, [], "C2 is marked but has no label"),
        ("{{C1|Peru}} {{F1|exports}}", LABELS, [], "M1 has a label but is not marked"),
        ("{{C1|a {{M1|b}} {{F1|c}}", LABELS, [], "C1: a mark inside a mark"),
        (MARKED, LABELS, [{**CLAIM, "value_mention": "M2"}], r"claim 1 \(M2\): there is no such mention"),
        (MARKED, LABELS, [{**CLAIM, "colour": "red"}], "there is no slot 'colour'"),
        (MARKED, LABELS, [{**CLAIM, "item": []}], "item is an empty list"),
        (MARKED, LABELS, [{**CLAIM, "measure": "share"}], "a share of what"),
        (MARKED, LABELS, [{"value_mention": "M1"}], "measure"),
        (MARKED, {**LABELS, "C1": {}}, [], "label"),
    ],
)
def test_wrong_marks(marked: str, mentions: object, claims: object, reason: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=reason):
        read_gold(write_marked(tmp_path, marked, mentions, claims), "marked")


def test_all_problems_at_once(tmp_path: Path) -> None:
    claims = [{**CLAIM, "measure": "share"}, {**CLAIM, "item": []}]
    with pytest.raises(GoldError) as error:
        read_gold(write_marked(tmp_path, MARKED + "{{C2|x}}", LABELS, claims), "marked")
    assert len(str(error.value).splitlines()) == 3
