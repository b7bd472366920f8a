"""Plain text: bytes to the stored text that every offset counts in.

Nothing is changed but what the contract says: no byte order mark, and `\\r\\n` and `\\r` read as `\\n`.
"""

from __future__ import annotations

import codecs

from extractor.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LADDER = ("utf-8", "cp1252")
# No detector: on a short article it takes the euro sign for a letter of a Mac code page, silently.

_SIGNATURES = {b"%PDF-": "a PDF file", b"PK\x03\x04": "a zip or Office file", b"{\\rtf": "an RTF file"}
_CONTROL = frozenset(map(chr, range(32))) - set("\t\n\r\f\v")
_CONTROLS_ALLOWED = 0.02
"""Old newswire carries a few control characters around its header; a picture or a program is full of them."""


def read_plain_text(data: bytes) -> str:
    """Return the stored text. Raises `ReadError` (without the path) where `data` is empty or no text."""
    if not data.strip():
        raise ReadError("the file is empty")
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(f"{what}, not plain text")
    text = _decode(data)
    if "\0" in text or sum(map(text.count, _CONTROL)) > _CONTROLS_ALLOWED * len(text):
        raise ReadError("a binary file, not plain text")
    if not text.strip():
        raise ReadError("the file is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                raise ReadError(f"marked as {encoding} but not decodable as such") from None
    for encoding in _LADDER:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadError("neither UTF-8 nor Windows-1252 text (a binary file?)")
