"""Bytes to text: what is decoded how, what is kept, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import ReadError
from extractor.read.plain_text import read_plain_text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Exports rose.", "Exports rose."),
        ("Exports: €4.5bn – “up”".encode(), "Exports: €4.5bn – “up”"),
        (b"\xef\xbb\xbfExports", "Exports"),
        ("Exports €5m".encode("utf-16"), "Exports €5m"),
        ("Exports €5m".encode("utf-16-be"), None),  # no mark: full of zero bytes
        (b"\xff\xfe\x00\x00" + "Exports".encode("utf-32-le"), "Exports"),
        (b"cost \x804.5bn \x96 or \xa33m", "cost €4.5bn – or £3m"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"  kept  \n\n\n\tas it is ", "  kept  \n\n\n\tas it is "),
        (b"BC-TRADE \x16\x16\x01 " + b"US exports rose. " * 20, "BC-TRADE \x16\x16\x01 " + "US exports rose. " * 20),
    ],
)
def test_decoding(data: bytes, text: str | None) -> None:
    if text is None:
        with pytest.raises(ReadError):
            read_plain_text(data)
    else:
        assert read_plain_text(data) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.4 text", "PDF"),
        (b"PK\x03\x04rest", "zip"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (bytes(range(1, 32)) * 3, "binary"),
        (b"\xff\xfe\x00\xd8", "decodable"),
        (b"word \x81\x8d\x90", "neither"),
    ],
)
def test_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read_plain_text(data)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda t: t.strip()))
def test_nothing_is_changed(text: str) -> None:
    if text.startswith("\ufeff"):
        text = "." + text
    assert read_plain_text(text.encode()) == text
