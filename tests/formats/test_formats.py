"""The formats: what programs read back, what people see, and that no article can break out of a page."""

import json
import re
from html.parser import HTMLParser

import pytest

from extractor.formats.registry import FORMATS
from extractor.models import Evidence
from tests.samples import TEXT, article, claim, extraction


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_none_one_and_many(name: str) -> None:
    assert FORMATS[name]([], several=True) is not None
    assert "PER" in FORMATS[name]([extraction()])
    assert "PER" in FORMATS[name]([extraction(), extraction(claims=())], several=True)


def test_json() -> None:
    data = json.loads(FORMATS["json"]([extraction(claims=(claim(value="64.1", unit="%"),))]))
    assert data["article"]["text"] == TEXT
    assert data["claims"][0]["value"] == 64.1
    assert data["claims"][0]["period_end"] == "2018-06-30"
    assert data["claims"][0]["evidence"][0]["slot"] == "value"
    assert data["mentions"][2]["value"] == 2500000000
    assert '"value": 2500000000,' in FORMATS["json"]([extraction()])
    assert isinstance(json.loads(FORMATS["json"]([extraction()], several=True)), list)


def test_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    found = claim(partner="CHN", item="copper", source="Customs", status="revised", share_of="exports", region="PE-LIM")
    text = FORMATS["table"]([extraction(claims=(found,))])
    for words in ("USD 2.5 bn", "export", "PER (PE-LIM)", "CHN", "copper", "H1 2018", "of exports; revised; Customs"):
        assert words in text
    assert "no claims" in FORMATS["table"]([extraction(claims=())])


class Page(HTMLParser):
    """Collects the text inside the article and the addresses a page refers to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.outside: list[str] = []
        self._depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += [value for name, value in attrs if name in ("src", "href", "action") and value]
        if tag == "div" and ("class", "text") in attrs:
            self._depth = 1
        elif self._depth:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.text += data


def test_page_shows_the_text_unchanged_and_escaped() -> None:
    page = FORMATS["html"]([extraction()])
    assert Page(page).text == TEXT
    assert "&lt;Customs&gt; &amp; partners" in page


def test_page_cannot_be_broken_out_of() -> None:
    text = "</div><script>alert(1)</script>$2.5 billion \"'"
    found = claim(text, item='<b onclick="x">', source="</script>", rule="a.<i>")
    page = FORMATS["html"]([extraction(article=article(text, '"><img>'), mentions=(), claims=(found,))])
    assert page.count("<script>") == page.count("</script>") == 1
    assert "<img>" not in page
    assert "<b onclick" not in page
    assert Page(page).text == text


def test_page_needs_nothing_from_elsewhere() -> None:
    page = FORMATS["html"]([extraction()])
    assert Page(page).outside == []
    assert not re.search(r"https?://|url\(|@import", page)


def test_claims_light_up_their_words() -> None:
    start = TEXT.index("first half")
    words = (Evidence(slot="period", start=start, end=start + 18, how="inherited"),)
    page = FORMATS["html"]([extraction(claims=(claim(), claim(evidence=words)))])
    assert re.search(r'data-claims="0-0 0-1" data-values="0-0 0-1">\$2.5 billion<', page)
    assert re.search(r'class="m PERIOD" title="[^"]*" data-claims="0-1">first half of 2018<', page)
    assert "“first half of 2018” (inherited)" in page


def test_overlapping_mentions_show_the_innermost() -> None:
    found = extraction()
    outer = found.mentions[2].model_copy(update={"start": 0, "end": len(TEXT), "text": TEXT})
    page = FORMATS["html"]([found.model_copy(update={"mentions": (outer, *found.mentions)})])
    assert Page(page).text == TEXT
    assert 'class="m PLACE" title="PLACE: PER (test.mention)">Peru<' in page
