"""From a file or a string to an `Article`: find the sources, decode them, and fill in what can be known.

Only `.txt` is read so far. The seam for other formats is `read_article`: what a format needs is a function from bytes
to text (and to the facts that its own metadata state), chosen by the suffix; `make_article` does all the rest.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from rag.articles.boilerplate import mark
from rag.articles.language import detect_language
from rag.articles.metadata import find_author, find_published, find_publisher, find_title
from rag.errors import ArticleError
from rag.types import Article, content_id

SUFFIXES = (".txt",)
"""What `find_sources` takes from a folder. A file that is named directly is read whatever it is called."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATES_IN_UTF8 = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01
"""Share of control characters from which on a file is no text: a stray escape is fine, machine code is not."""


def find_sources(sources: Iterable[str | Path]) -> list[Path]:
    """Return the article files that `sources` name: files as given, folders searched with all their subfolders.

    A folder gives its `.txt` files, sorted by path, without hidden files and folders and without README files, which
    tell about the articles and are none. The order of `sources` stays; a file that is named twice comes once.

    Raises ArticleError naming the path that does not exist, or the folders in which there is no article.
    """
    given = [Path(source) for source in sources]
    found: dict[Path, None] = {}
    for source in given:
        if source.is_dir():
            found.update(dict.fromkeys(_files_below(source)))
        elif source.exists():
            found[source] = None
        else:
            raise ArticleError(f"{source} does not exist; give a folder with .txt articles or the path of one")
    if not found:
        if not given:
            raise ArticleError("no sources given; name a folder with .txt articles or single files")
        names = ", ".join(str(source) for source in given)
        raise ArticleError(f"no articles in {names}; put .txt files there or name another folder")
    return list(found)


def _files_below(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not path.name.lower().startswith("readme")
        and path.is_file()
    )


def read_article(path: str | Path, *, max_bytes: int) -> Article:
    """Read one file. Its text is kept exactly as decoded (line breaks too), in Unicode NFC; `path` is kept as given.

    Raises ArticleError with the reason: unreadable, larger than `max_bytes`, empty, or not a text.
    """
    path = Path(path)
    try:
        # One byte more than allowed is read, so that a file that grows meanwhile cannot fill the memory.
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
        size = path.stat().st_size
    except IsADirectoryError as error:
        raise ArticleError(f"{path} is a folder, not a file; name it as a source to read the articles in it") from error
    except PermissionError as error:
        raise ArticleError(f"{path} may not be read by this user; change its permissions or leave it out") from error
    except FileNotFoundError as error:
        raise ArticleError(f"{path} is no longer there; build again") from error
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path} cannot be read: {error}") from error
    if len(content) > max_bytes:
        raise ArticleError(
            f"{path} has {max(size, len(content)):,} bytes, more than the {max_bytes:,} of an article;"
            " split it, or raise BELEGT_MAX_ARTICLE_BYTES"
        )
    if not content:
        raise ArticleError(f"{path} is empty; nothing to read")
    try:
        text = decode(content)
    except ValueError as error:
        raise ArticleError(f"{path} is no text: {error}; save it as plain text or leave it out") from error
    if not text.strip():
        raise ArticleError(f"{path} holds only white space; nothing to read")
    return make_article(text, path=str(path))


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
    return _without_surrogates(match.group().decode("utf-8", "surrogatepass")).encode("utf-8")


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


def _without_surrogates(text: str) -> str:
    """Join pairs of surrogates to the character they stand for; a lone one becomes U+FFFD."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def make_article(
    text: str,
    *,
    path: str = "",
    url: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    author: str | None = None,
    published: str | None = None,
    language: str | None = None,
) -> Article:
    """Make an Article of `text` and of what is known about it; what is not given is looked for in the text.

    The text stays as it is but for lone surrogates (U+FFFD) and Unicode NFC; `id` is its content hash. Offsets in
    `noise` and `headings` count in the text of the article, which NFC may have made shorter than the one given.

    >>> make_article("Von Erika Muster\\n\\nEs regnet in ganz Hessen, und das bleibt so.").author
    'Erika Muster'
    """
    text = unicodedata.normalize("NFC", _without_surrogates(text))
    language = language or detect_language(text)
    marked = mark(text, title=title and unicodedata.normalize("NFC", _without_surrogates(title)), language=language)
    return Article(
        id=content_id(text),
        title=(title and title.strip()) or find_title(text, marked),
        text=text,
        language=language,
        publisher=publisher or find_publisher(text, marked.noise),
        author=author or find_author(text, marked.noise),
        published=published or find_published(text, marked.noise),
        url=url,
        path=path,
        noise=marked.noise,
        headings=marked.headings,
    )
