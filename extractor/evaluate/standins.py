"""Countries and currencies that can stand for others when an article is rewritten, and which countries are alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Currency:
    """A currency as it can be written: before a number, after it in the singular and plural."""

    unit: str
    sign: str
    one: str
    many: str


@dataclass(frozen=True)
class Country:
    """A country that can stand for another; `currency` where its name is its own and it had it all the time."""

    code: str
    name: str
    adjective: str
    people: str
    city: str
    currency: Currency | None = None


COUNTRIES = (
    Country("THA", "Thailand", "Thai", "Thais", "Bangkok", Currency("THB", "฿", "baht", "baht")),
    Country(
        "ZAF", "South Africa", "South African", "South Africans", "Pretoria", Currency("ZAR", "ZAR", "rand", "rand")
    ),
    Country("JPN", "Japan", "Japanese", "Japanese", "Tokyo", Currency("JPY", "JP¥", "yen", "yen")),
    Country("NGA", "Nigeria", "Nigerian", "Nigerians", "Lagos", Currency("NGN", "₦", "naira", "naira")),
    Country("VNM", "Vietnam", "Vietnamese", "Vietnamese", "Hanoi", Currency("VND", "₫", "dong", "dong")),
    Country("IDN", "Indonesia", "Indonesian", "Indonesians", "Jakarta", Currency("IDR", "Rp", "rupiah", "rupiah")),
    Country("HUN", "Hungary", "Hungarian", "Hungarians", "Budapest", Currency("HUF", "HUF", "forint", "forints")),
    Country("MYS", "Malaysia", "Malaysian", "Malaysians", "Kuala Lumpur", Currency("MYR", "RM", "ringgit", "ringgit")),
    Country("BRA", "Brazil", "Brazilian", "Brazilians", "Brasilia"),
    Country("PER", "Peru", "Peruvian", "Peruvians", "Lima"),
    Country("CHL", "Chile", "Chilean", "Chileans", "Santiago"),
    Country("KEN", "Kenya", "Kenyan", "Kenyans", "Nairobi"),
    Country("POL", "Poland", "Polish", "Poles", "Warsaw"),
    Country("NOR", "Norway", "Norwegian", "Norwegians", "Oslo"),
    Country("EGY", "Egypt", "Egyptian", "Egyptians", "Cairo"),
)
"""No dollars (whose dollars would "$" be?), no names with "the", none that share a name with another thing."""

DOLLAR = Currency("USD", "US$", "U.S. dollar", "U.S. dollars")
EURO = Currency("EUR", "€", "euro", "euros")
OLD_EURO = Currency("XEU", "ECU", "ecu", "ecus")
"""Currencies of no country, or of the whole world: they don't tell whose trade a figure is."""

_REGIONS: Mapping[str, str] = {
    "EUROPE": "AUT BEL BGR CHE CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD NOR POL PRT "
    "ROU SVK SVN SWE",
    "ASIA": "BGD CHN HKG IDN IND JPN KOR LKA MYS PAK PHL SGP THA TWN VNM",
    "LATAM": "ARG BOL BRA CHL COL ECU MEX PER URY VEN",
    "AFRICA": "EGY ETH GHA KEN MAR NGA TZA UGA ZAF",
    "MIDEAST": "ARE EGY IRN IRQ ISR KWT QAT SAU TUR",
    "NAMERICA": "CAN MEX USA",
    "ASEAN": "IDN MYS PHL SGP THA VNM",
    "MERCOSUR": "ARG BRA URY",
    "NAFTA": "CAN MEX USA",
}
_LIKE: Mapping[str, str] = {"EU": "EUROPE", "EC": "EUROPE", "EA": "EUROPE", "APAC": "ASIA"}

_REGION_COUNTRY: Mapping[str, str] = dict(
    pair.split(":")
    for pair in [
        "AR:ARG",
        "AU:AUS",
        "BE:BEL",
        "BR:BRA",
        "CA:CAN",
        "CN:CHN",
        "DE:DEU",
        "ES:ESP",
        "FR:FRA",
        "GB:GBR",
        "ID:IDN",
        "IN:IND",
        "IQ:IRQ",
        "IT:ITA",
        "JP:JPN",
        "KR:KOR",
        "MX:MEX",
        "MY:MYS",
        "PK:PAK",
        "RU:RUS",
        "UA:UKR",
        "US:USA",
        "ZA:ZAF",
    ]
)


def members(group: str) -> frozenset[str]:
    """The countries that what is said of a group may be about: of Europe, whichever of its unions is meant."""
    return frozenset(_REGIONS.get(_LIKE.get(group, group), "").split())


def country_of(place: str) -> str | None:
    """The country of a province or state ("CN-GD"), None for other codes."""
    return _REGION_COUNTRY.get(place[:2]) if place[2:3] == "-" else None
