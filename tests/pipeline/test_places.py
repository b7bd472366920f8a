"""PLACE mentions: sentences of every class, rules by their examples, and the data by what it must hold."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from extractor.pipeline.places import Places
from extractor.rules import Rule, load_rules


def _codes(words: str) -> list[str]:
    return re.findall(r"\w+", words)


CASES = yaml.load((Path(__file__).parents[1] / "cases" / "places.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
ISO_3166_1 = _codes("""
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH
BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB
CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO
GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN
IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA
MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER
NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU
RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA
TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT
WLF WSM YEM ZAF ZMB ZWE
""")
NOT_UN = _codes("""
ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK COK CUW CXR CYM ESH FLK FRO GGY GIB GLP GRL GUF GUM HKG HMD IMN
IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK NIU PCN PRI PSE PYF REU SGS SHN SJM SPM SXM TCA TKL TWN UMI VAT VGB
VIR WLF
""")
UN_MEMBERS = [code for code in ISO_3166_1 if code not in NOT_UN]
GROUPS = set(
    _codes("""
EU EC EA ASEAN APAC ASIA EUROPE AFRICA LATAM MIDEAST NAMERICA OECD OPEC G7 G20 BRICS CIS GCC MERCOSUR NAFTA
""")
)
MARK = re.compile(r"\[\[(.+?)\|([\w-]+)\]\]", re.DOTALL)


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("trade_places")
    return pipeline


def read(marked: str) -> tuple[str, list[tuple[int, str, str]]]:
    """The text without marks, and what is marked: where it begins, the words, the code."""
    text, expected, at = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        expected.append((len(text), match[1], match[2]))
        text, at = text + match[1], match.end()
    return text + marked[at:], expected


def found(nlp: Language, text: str, on: str | None = None) -> list[tuple[int, str, str]]:
    doc = nlp.make_doc(text)
    doc._.published = date.fromisoformat(on) if on else None
    return [(m.start, m.text, m.place) for m in nlp(doc)._.mentions]


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{name}-{number}") for name, cases in CASES.items() for number, case in enumerate(cases)],
)
def test_places_in_sentences(nlp: Language, case: dict[str, Any]) -> None:
    text, expected = read(case["text"])
    assert found(nlp, text, case.get("on")) == expected


@pytest.mark.parametrize("rule", load_rules().of("place_refused"), ids=lambda rule: rule.id)
def test_a_rule_refuses_its_examples_and_nothing_in_its_counter_examples(nlp: Language, rule: Rule) -> None:
    places = nlp.get_pipe("trade_places")
    assert isinstance(places, Places)
    for example in rule.examples:
        refused = {
            example.text[one.start : one.end]
            for one in places.refused(nlp.make_doc(example.text))
            if one.rule == rule.id
        }
        assert example.find in refused, example.text
        assert example.find not in {text for _, text, _ in found(nlp, example.text)}, example.text
    for text in rule.not_:
        assert not [one for one in places.refused(nlp.make_doc(text)) if one.rule == rule.id], text


@pytest.mark.parametrize("rule", load_rules().of("place"), ids=lambda rule: rule.id)
def test_a_rule_finds_its_examples_and_nothing_in_its_counter_examples(nlp: Language, rule: Rule) -> None:
    for example in rule.examples:
        by_rule = [(m.text, m.place) for m in nlp(example.text)._.mentions if m.rule == rule.id]
        assert (example.find, example.is_) in by_rule, example.text
    for text in rule.not_:
        assert not [m for m in nlp(text)._.mentions if m.rule == rule.id], text


def codes(*lists: str) -> dict[str, set[str]]:
    """Wording, in small letters, to the codes it stands for in these lists."""
    rules, meanings = load_rules(), defaultdict(set)
    for name in lists:
        for code, words in rules.list(name).meanings.items():
            for word in words:
                meanings[word.casefold()].add(code)
    return meanings


NOUNS = ("place_name", "place_group", "subdivision")
ADJECTIVES = ("place_adjective", "place_group_adjective", "subdivision_adjective")
NATIONALS = ("place_national", "place_group_national", "subdivision_national")


def test_every_country_and_territory_has_a_name() -> None:
    assert set(ISO_3166_1) <= set(load_rules().list("place_name").meanings)
    assert len(set(ISO_3166_1)) == 249


def test_every_un_member_has_an_adjective() -> None:
    assert len(UN_MEMBERS) == 193
    assert set(UN_MEMBERS) <= set(load_rules().list("place_adjective").meanings)


def test_codes_are_those_of_the_labelling_guide() -> None:
    rules = load_rules()
    assert set(rules.list("place_group").meanings) == GROUPS
    assert set(rules.list("place_name").meanings) == {*ISO_3166_1, "XKX", "SUN", "YUG", "CSK", "DDR"}
    for name in ("subdivision", "subdivision_with_head", "subdivision_adjective"):
        for code in rules.list(name).meanings:
            assert re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code), code


def test_no_wording_stands_for_two_codes_unless_declared_ambiguous() -> None:
    declared = {name.casefold(): set(codes) for name, codes in load_rules().list("place_ambiguous").meanings.items()}
    double = {word: found for word, found in codes(*NOUNS, *ADJECTIVES, *NATIONALS).items() if len(found) > 1}
    assert double == declared


def test_lists_of_conditions_name_wordings_that_exist() -> None:
    rules, known = load_rules(), codes(*NOUNS, *ADJECTIVES, *NATIONALS)
    wordings = [*rules.list("place_needs_cue").meanings, *rules.list("place_ambiguous").meanings]
    wordings += [
        word for name in ("place_until", "place_weak") for words in rules.list(name).meanings.values() for word in words
    ]
    assert [word for word in wordings if word.casefold() not in known] == []
    ambiguous = rules.list("place_ambiguous").meanings.values()
    assert {code for found in ambiguous for code in found} <= set(rules.list("place_cue").meanings)


def test_every_name_is_found_as_written_and_in_capitals(nlp: Language) -> None:
    rules = load_rules()
    conditional = {*rules.list("place_needs_cue").meanings, *rules.list("place_ambiguous").meanings}
    for name in (*NOUNS, *ADJECTIVES, *NATIONALS):
        for code, words in rules.list(name).meanings.items():
            for word in words:
                if word not in conditional:
                    for written in (word, word.upper()):
                        assert [(text, place) for _, text, place in found(nlp, f"({written})")] == [(written, code)]


def test_an_earlier_component_may_be_missing_and_mentions_stay(nlp: Language) -> None:
    doc = nlp("Peru and Chile")
    assert [span.text for span in doc.spans["trade"]] == ["Peru", "Chile"]
    assert doc.spans["trade"][0]._.mention.place == "PER"


def test_a_long_sentence_is_read_to_its_end(nlp: Language) -> None:
    text = "Exports of the Republic of Korea to China, the United States and the European Union rose 3% in May. " * 200
    doc = nlp.make_doc(text)
    nlp.get_pipe("trade_places")(doc)
    assert len(doc._.mentions) == 800


@given(
    st.lists(
        st.sampled_from(
            ["U.S.", "-", "China", " ", "South", "Korea", "n", "Bank of", "’s", "SINO", "\n", "EU", "27", "é", "."]
        ),
        max_size=25,
    )
)
def test_mentions_are_the_text_s_own_words_and_never_overlap(nlp: Language, parts: list[str]) -> None:
    text = "".join(parts)
    mentions = nlp(text)._.mentions
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))
