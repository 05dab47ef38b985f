"""Mails: the text of the best body, with that of forwarded mails, and what the headers state about it.

Attachments are not read. Nothing is cut off: neither the signature nor what is quoted of other mails.
"""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage, MIMEPart
from email.policy import default as standard
from email.utils import collapse_rfc2231_value, parsedate_tz
from functools import lru_cache
from typing import Any

from rag.articles.decoding import without_surrogates
from rag.articles.facts import stated_author, stated_date, stated_language, stated_url
from rag.articles.formats.html import declared_charset, decode_as
from rag.articles.formats.markup import visible_text
from rag.articles.reading import Reading
from rag.errors import ArticleError

_LONGEST_HEADER = 1000
"""Characters that are read of a header: the time that Python takes for it grows with their square."""

_DEEPEST = 50
"""Mails within mails and bodies within bodies; real ones have three or four levels."""

_MUCH_SHORTER = 2
"""A plain text that is shorter than half of the HTML beside it only tells to open the other one."""

_MASS_MAIL = ("list-id", "list-unsubscribe", "feedback-id")
_ROLE = re.compile(
    r"(?:redaktion|newsletter|news|nachrichten|info|no-?reply|do-?not-?reply|presse|press|kontakt|contact|service|mail"
    r"|hello|hallo|team|office|post|abo|alerts?|briefing|update|editor|digest)\b.*",
    re.IGNORECASE,
)
_NAME_AND_ADDRESS = re.compile(r"([^<>]*)<([^<>]*)>")
_SURNAME_FIRST = re.compile(r"([^,]+), ([^,]+)")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


def read(content: bytes) -> Reading:
    """Read a mail. Raises ArticleError if there is no text in it, or only an encrypted one."""
    policy = standard.clone(header_factory=_header_factory())
    try:
        mail = email.message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n"), EmailMessage, policy=policy)
        parts = list(mail.walk())
    except RecursionError as error:
        raise ArticleError("holds mails within mails without end; save the inner one") from error
    text = _text(mail)
    if not text.strip():
        if any(part.get_content_type() in _ENCRYPTED for part in parts):
            raise ArticleError("is encrypted; decrypt it and save its text")
        raise ArticleError("holds no article text; save the text of the mail or leave it out")
    author, publisher = _from_whom(mail)
    languages = (_header(part, "content-language") for part in parts[:_DEEPEST])
    return Reading.of(
        text,
        title=_header(mail, "subject"),
        author=author,
        publisher=publisher,
        published=_published(mail),
        language=next(filter(None, map(stated_language, languages)), None),
        url=next(_addresses(mail), None),
    )


# --- headers --------------------------------------------------------------------------------------------------------


def _header_factory() -> Callable[[str, Any], Any]:
    """Make what reads headers: each one once, no more than its beginning, and none so broken that it fails."""
    registry = HeaderRegistry()

    @lru_cache(maxsize=1000)
    def header(name: str, value: str) -> Any:
        # Bytes that are no ASCII come as surrogates. Senders mean UTF-8 or, of old, Windows-1252.
        try:
            value = decode_as(value.encode("ascii", "surrogateescape"), None)
        except ValueError:
            value = without_surrogates(value)
        value = value[:_LONGEST_HEADER]
        try:
            return registry(name, value)
        except Exception:  # noqa: BLE001 - Python's reader of headers fails in a dozen ways, and its words will do
            return value

    return header


def _header(part: MIMEPart, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())


def _from_whom(mail: MIMEPart) -> tuple[str | None, str | None]:
    """The author and the publisher: a person who writes is the author, whoever else sends is the publisher.

    To a list to which people write themselves (`List-Post` with an address), persons write; a newsletter is sent by its
    paper, whatever it calls itself. Else the mailbox of an office and a host of the same name tell a paper.
    """
    name, address = _sender(mail, "from")
    listed, _ = _sender(mail, "list-id")
    box, _, host = address.lower().partition("@")
    is_paper = _ROLE.match(box) or _letters(name) in _letters(host)
    if "mailto:" not in _header(mail, "list-post"):
        is_paper = is_paper or any(header in mail for header in _MASS_MAIL)
    author = None if is_paper else stated_author(name or "")
    return author, listed if author else name or listed


def _sender(mail: MIMEPart, header: str) -> tuple[str | None, str]:
    """The name and the address in a header; a name that is an address is none."""
    value = mail.get(header, "")
    name, address = "", ""
    if addresses := getattr(value, "addresses", None):
        name, address = addresses[0].display_name, addresses[0].addr_spec
    elif match := _NAME_AND_ADDRESS.match(str(value)):
        name, address = match.groups()
    name = _SURNAME_FIRST.sub(r"\2 \1", " ".join(name.strip("\"' ").split()))
    return (name if "@" not in name else "") or None, address


def _letters(words: str | None) -> str:
    return "".join(re.findall(r"\w", (words or "").lower()))


def _published(mail: MIMEPart) -> str | None:
    """The day in the zone of the sender."""
    words = _header(mail, "date")
    try:
        moment = parsedate_tz(words)
    except (ValueError, IndexError, TypeError, OverflowError):
        moment = None
    return stated_date("{:04}-{:02}-{:02}".format(*moment[:3]) if moment else words)


def _addresses(mail: MIMEPart) -> Iterator[str]:
    for name in ("archived-at", "x-url", "list-archive"):
        match = _WEB_ADDRESS.search(_header(mail, name))
        address = stated_url(match.group()) if match else None
        if address:
            yield address


# --- bodies ---------------------------------------------------------------------------------------------------------

_ENCRYPTED = frozenset(
    ("multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
)


def _text(part: MIMEPart, depth: int = 0) -> str:
    """The text of a part: of the better one where it holds the same in two forms, else of all that it holds."""
    kind = part.get_content_type()
    if not part.is_multipart():
        return _body(part, kind)
    parts = [inner for inner in part.iter_parts() if not _is_attached(inner)] if depth < _DEEPEST else []
    texts = [_text(inner, depth + 1) for inner in parts]
    if kind == "message/rfc822":
        texts[:0] = [_header(inner, "subject") for inner in parts]
    elif kind == "multipart/alternative":
        plain = [text for inner, text in zip(parts, texts, strict=True) if inner.get_content_type() == "text/plain"]
        rich = max((text for text in texts if text not in plain), key=len, default="")
        texts = [rich] if _MUCH_SHORTER * sum(map(len, plain)) < len(rich) else plain
    return "\n\n".join(filter(None, texts))


def _is_attached(part: MIMEPart) -> bool:
    if part.get_content_type() == "message/rfc822":
        return False  # a mail that was forwarded as an attachment
    return part.get_content_disposition() == "attachment" or bool(_parameter(part, "filename", "content-disposition"))


def _parameter(part: MIMEPart, name: str, header: str = "content-type") -> str:
    try:
        value = part.get_param(name, "", header)
        return collapse_rfc2231_value(value).strip()
    except Exception:  # noqa: BLE001 - as with headers: what is so broken says nothing
        return ""


def _body(part: MIMEPart, kind: str) -> str:
    if kind not in ("text/plain", "text/html") and not kind.startswith("multipart/"):  # one whose parts are not found
        return ""
    try:
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        charset = _parameter(part, "charset") or (declared_charset(content) if kind == "text/html" else None)
        text = decode_as(content, charset)
    except ValueError:
        return ""  # nothing that could be read, whatever it calls itself
    if kind == "text/html":
        return visible_text(text)
    text = text.replace("\r\n", "\n")
    if _parameter(part, "format").lower() == "flowed":
        text = _unfolded(text, without_space=_parameter(part, "delsp").lower() == "yes")
    return text.strip("\n") if text.strip() else ""


def _unfolded(text: str, *, without_space: bool) -> str:
    """Join the lines that were broken for the journey: those that end in a space (RFC 3676), at the same depth of ">".

    >>> _unfolded("Es regnet \\nin Wismar.\\n> Und \\n> hier?\\n-- \\nErika", without_space=False)
    'Es regnet in Wismar.\\n> Und hier?\\n-- \\nErika'
    """
    pieces: list[str] = []
    soft, before = False, 0
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        is_signature = words == "-- "
        if not soft or depth != before or is_signature:
            pieces.append("\n" * bool(pieces) + ">" * depth + " " * bool(depth))
        soft, before = words.endswith(" ") and not is_signature, depth
        pieces.append(words[:-1] if soft and without_space else words)
    return "".join(pieces)
