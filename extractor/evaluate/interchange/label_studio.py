"""Label Studio: `tasks.json` to import, and `config.xml`, the labelling interface that its tasks are made for.

A mention is a region with a text field for its normal form (JSON). A claim is a region with the label `Claim` on the
same words: measure, bound, flow and status are choices, where several are ticked each is accepted; the other slots are
JSON in a text field; a relation leads to the region of its number. Labels that nobody verified go as predictions, which
is what Label Studio calls labels of a program; somebody who submits them has verified them. Offsets are Unicode
characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from extractor.errors import GoldError
from extractor.evaluate.gold import claim_data
from extractor.evaluate.interchange.labelled import (
    CLOSED,
    Labelled,
    build,
    compact,
    normal_form,
    parse,
    read_text,
    write_text,
)
from extractor.models import Bound, Flow, Label, Measure, Status

FILE = "tasks.json"
_CLAIM = "Claim"
_CHOICES = {"measure": get_args(Measure), "bound": get_args(Bound), "flow": get_args(Flow), "status": get_args(Status)}
_COLOURS = ("#2e7d32", "#6a1b9a", "#8d6e63", "#1565c0", "#ef6c00", "#c62828", "#455a64")


def write(labelled: Sequence[Labelled], folder: Path) -> None:
    """Write `tasks.json` and `config.xml`."""
    tasks = ",\n".join(compact(_task(one)) for one in labelled)
    write_text(folder / FILE, f"[\n{tasks}\n]\n")
    write_text(folder / "config.xml", _config())


def _config() -> str:
    names = [*Label, _CLAIM]
    labels = "".join(
        f'  <Label value="{name}" background="{colour}"/>\n' for name, colour in zip(names, _COLOURS, strict=True)
    )
    shown = f'visibleWhen="region-selected" whenTagName="label" whenLabelValue="{_CLAIM}"'
    choices = "".join(
        f'<Choices name="{slot}" toName="text" perRegion="true" choice="multiple" {shown}>\n'
        + "".join(f'  <Choice value="{_escaped(value)}"/>\n' for value in values)
        + "</Choices>\n"
        for slot, values in _CHOICES.items()
    )
    area = '<TextArea name="{}" toName="text" perRegion="true" editable="true"/>\n'
    return (
        f'<View>\n<Labels name="label" toName="text">\n{labels}</Labels>\n<Text name="text" value="$text"/>\n'
        f"{area.format('normal_form')}{choices}{area.format('slots')}"
        f'<Relations>\n  <Relation value="number"/>\n</Relations>\n</View>\n'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _task(one: Labelled) -> dict[str, Any]:
    gold = one.gold
    published = gold.published and gold.published.isoformat()
    data = {"text": one.text, "article": gold.article, "published": published, "claims_only": gold.claims_only}
    result = {"result": list(_regions(one))}
    return {"data": data, **({"annotations": [result]} if gold.verified else {"predictions": [result]})}


def _regions(one: Labelled) -> Iterator[dict[str, Any]]:
    spans = {mention.id: (mention.start, mention.end) for mention in one.gold.mentions}
    for mention in one.gold.mentions:
        at = {"start": mention.start, "end": mention.end, "text": mention.text}
        yield _part(mention.id, "label", "labels", {**at, "labels": [str(mention.label)]})
        if form := normal_form(mention):
            yield _part(mention.id, "normal_form", "textarea", {**at, "text": [compact(form)]})
    for number, claim in enumerate(one.gold.claims, 1):
        ident, (start, end) = f"claim-{number}", spans[claim.value_mention]
        at = {"start": start, "end": end, "text": one.text[start:end]}
        yield _part(ident, "label", "labels", {**at, "labels": [_CLAIM]})
        for slot in CLOSED:
            yield _part(ident, slot, "choices", {**at, "choices": list(getattr(claim, slot))})
        others = {name: value for name, value in claim_data(claim).items() if name not in (*CLOSED, "value_mention")}
        yield _part(ident, "slots", "textarea", {**at, "text": [compact(others)]})
        yield {"type": "relation", "from_id": ident, "to_id": claim.value_mention, "labels": ["number"]}


def _part(ident: str, name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": ident, "from_name": name, "to_name": "text", "type": kind, "value": value}


def read(folder: Path) -> list[Labelled]:
    """Read every `*.json` with tasks, as imported or exported. Raises `GoldError`."""
    found = []
    for path in sorted(folder.glob("*.json")):
        tasks = parse(read_text(path), where=str(path))
        if not isinstance(tasks, list):
            raise GoldError(f"{path}: not a list of tasks")
        for number, task in enumerate(tasks, 1):
            where = f"{path}: task {number}"
            try:
                found.append(_labels(task, where))
            except (KeyError, TypeError, AttributeError) as error:
                raise GoldError(f"{where}: not a task of this project: {error!r}") from None
    return found


def _labels(task: dict[str, Any], where: str) -> Labelled:
    done = [made for made in task.get("annotations") or [] if not made.get("was_cancelled")]
    made = (done or task.get("predictions") or [{"result": []}])[0]["result"]
    about: dict[str, dict[str, Any]] = {}
    numbers: dict[str, str] = {}
    for part in made:
        if part["type"] == "relation":
            numbers[part["from_id"]] = part["to_id"]
        else:
            about.setdefault(part["id"], {}).update(_told(part))
    mentions, claims = [], []
    for ident, region in about.items():
        if region.get("label") == _CLAIM:
            slots = parse(region.get("slots", "{}"), where=f"{where}: {ident}")
            ticked = {slot: region[slot] for slot in CLOSED if slot in region}
            claims.append({**slots, **ticked, "value_mention": numbers.get(ident) or _on_same_words(region, about)})
        else:
            form = parse(region.get("normal_form", "{}"), where=f"{where}: {ident}")
            mentions.append({**form, **{name: region[name] for name in ("start", "end", "label")}, "id": ident})
    known = {name: task["data"].get(name) for name in ("article", "published")}
    flags = {"verified": bool(done), "claims_only": bool(task["data"].get("claims_only"))}
    return build(task["data"]["text"], {**known, **flags, "mentions": mentions, "claims": claims}, where=where)


def _told(part: dict[str, Any]) -> dict[str, Any]:
    value = part["value"]
    match part["type"]:
        case "labels":
            return {"start": value["start"], "end": value["end"], "label": value["labels"][0]}
        case "choices":
            return {part["from_name"]: list(value["choices"])}
        case _:
            return {part["from_name"]: "".join(value["text"])}


def _on_same_words(region: dict[str, Any], about: dict[str, dict[str, Any]]) -> str | None:
    """The mention that a claim without a relation must mean."""
    at = region["start"], region["end"]
    return next((i for i, r in about.items() if r.get("label") != _CLAIM and (r["start"], r["end"]) == at), None)
