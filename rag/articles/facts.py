"""What a file states about its article, in the form that articles hold: a date, names, a language, an address.

Whoever made the file filled these fields, or a program did it for them, or nobody. So each is looked at before it is
believed: a wrong date is worse than none.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from rag.articles.bylines import byline_names
from rag.articles.dates import first_date

_ISO_DATE = re.compile(r"(\d{4})(?:([-/])(\d{1,2})(?:\2(\d{1,2}))?|(\d{2})(\d{2}))(?!\d)")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_CLOCK_NEVER_SET = "1970-01-01"
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][\w-]+)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f]{1,2000}", re.IGNORECASE)
_NO_PERSON = re.compile(
    r"""@ | :// | \bwww\. | \d | \.(?:com|org|net|de|at|ch|eu|uk)\b | \w*redaktion\w* | \beditor(?:s|ial)?\b
    | \badmin\w* | \bteam\b | \bstaff\b | \bnewsroom\b | \bwebmaster\b | \buser\b | \b(?:gast|guest)\b | \bunknown\b
    | \bunbekannt\b | \banonym\w* | \w*nachrichten\b | \bnews\w* | \w*(?:zeitung|magazin)\b
    | \w+(?:anzeiger|blatt|bote|kurier|post|rundschau)\b | \b(?:times|herald|tribune|gazette|journal|radio)\b
    | \bonline\b | \bportal\b | \bblog\b | \bgmbh\b | \bverlag\b | \bmedien\b | \bmedia\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_NAME = 60


def stated_date(words: str) -> str | None:
    """Return the date in `words` as ISO 8601 in the precision that is stated, None where it is none.

    The day is the one of the zone that the date is given in. Months and days that are 0, and a clock that was never set
    (1970-01-01), state nothing.

    >>> stated_date("2024-03-12T23:30:00Z"), stated_date("20240312"), stated_date("12. März 2024"), stated_date("2024")
    ('2024-03-12', '2024-03-12', '2024-03-12', '2024')
    """
    words = words.strip()
    if _YEAR.fullmatch(words):
        return words
    match = _ISO_DATE.match(words)
    if match:
        year, _, month, day, compact_month, compact_day = match.groups()
        words = "-".join(filter(None, (year, month or compact_month, day or compact_day)))
    date = first_date(words)
    return None if date is None or "-00" in date or date == _CLOCK_NEVER_SET else date


def stated_author(words: str, *, publisher: str | None = None, person: bool = False) -> str | None:
    """Return the names of the persons or the agency in `words`, None where it names none: a site, a slogan, a login.

    `person` says that the file calls it the name of a person; else it must have the form of a byline.

    >>> stated_author("Von Erika Muster"), stated_author("Redaktion"), stated_author("Alles über Ihre Stadt")
    ('Erika Muster', None, None)
    """
    words = " ".join(words.split())
    if not words or _NO_PERSON.search(words):
        return None
    if publisher and (publisher.casefold() in words.casefold() or words.casefold() in publisher.casefold()):
        return None
    names = byline_names(words) or byline_names(f"Von {words}")
    if names or not person:
        return names
    return words if len(words) <= _LONGEST_NAME and words != words.lower() else None


def stated_language(code: str) -> str | None:
    """Return the ISO 639-1 code of a language tag, None where it holds none.

    >>> stated_language("de-AT"), stated_language("en_US"), stated_language("deu")
    ('de', 'en', None)
    """
    match = _LANGUAGE.fullmatch(code.strip())
    return match[1].lower() if match else None


def stated_url(address: str) -> str | None:
    """Return the address if a browser can open it from anywhere (http and https, with a host), else None."""
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        return None
    try:
        return address if urlsplit(address).hostname else None
    except ValueError:  # brackets that hold no IPv6 address
        return None
