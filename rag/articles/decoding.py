"""From bytes to text: which encoding a file has, and what no text may hold."""

from __future__ import annotations

import codecs
import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATES_IN_UTF8 = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01
"""Share of control characters from which on a file is no text: a stray escape is fine, machine code is not."""


def decode(content: bytes) -> str:
    """Return the text that the bytes hold. Raises ValueError with the reason if they hold none.

    The order is fixed, so that a reader can tell why a file came out as it did:

    1. a byte order mark decides (UTF-8, UTF-16) and is removed;
    2. NUL in nearly every second byte is UTF-16 without a mark; any other NUL is no text;
    3. what is valid UTF-8 is UTF-8 (other encodings with umlauts practically never are);
    4. everything else is Windows-1252, where five bytes have no meaning: there Latin-1.
    """
    if content.startswith(codecs.BOM_UTF8):
        text = _decode_utf8(content[len(codecs.BOM_UTF8) :]) or content[3:].decode("utf-8", "replace")
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decode_utf16(content[2:], "utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-16-be")
    elif b"\x00" in content[:65_536]:
        text = _decode_utf16(content, _utf16_by_nul(content))
    else:
        decoded = _decode_utf8(content)
        text = decoded if decoded is not None else _decode_western(content)
    control = len(_CONTROL.findall(text))
    if "\x00" in text:
        raise ValueError("it holds binary data")
    if control > _MOST_CONTROL * len(text):
        raise ValueError(f"{control:,} of its {len(text):,} characters are control characters")
    return text


def _decode_utf8(content: bytes) -> str | None:
    # Some programs write each half of a surrogate pair as if it were a character of its own (CESU-8, WTF-8).
    mended = _SURROGATES_IN_UTF8.sub(_mend_surrogates, content)
    try:
        return mended.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file that was cut in the middle of its last character is UTF-8 all the same.
        if error.reason == "unexpected end of data" and len(mended) - error.start < 4 and error.start > 0:
            cut = mended[: error.start]
            return cut.decode("utf-8") + "\ufffd" if not cut.isascii() else None
        return None


def _mend_surrogates(match: re.Match[bytes]) -> bytes:
    return without_surrogates(match.group().decode("utf-8", "surrogatepass")).encode("utf-8")


def _decode_utf16(content: bytes, encoding: str) -> str:
    return content.decode(encoding, "replace")


def _utf16_by_nul(content: bytes) -> str:
    """The byte order of UTF-16 without a mark: Latin letters have their NUL at odd (LE) or even (BE) places."""
    sample = content[:65_536]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    raise ValueError("it holds NUL bytes and is not UTF-16")


def _decode_western(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def without_surrogates(text: str) -> str:
    """Join pairs of surrogates to the character they stand for; a lone one becomes U+FFFD."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def normalised(text: str) -> str:
    """Return the text as articles hold it: lone surrogates are U+FFFD, and all of it is in Unicode NFC."""
    return unicodedata.normalize("NFC", without_surrogates(text))
