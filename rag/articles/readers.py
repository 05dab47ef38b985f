"""From a file or a string to an `Article`: find the files, read what they hold, and fill in what can be known.

A format is a function from bytes to a `Reading` (`rag.articles.formats`) or, where a file holds many articles, from a
path to rows of them (`rag.articles.tables`); `article_of` does all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

from rag.articles import formats
from rag.articles.boilerplate import mark
from rag.articles.decoding import normalised
from rag.articles.language import detect_language
from rag.articles.metadata import find_author, find_published, find_publisher, find_title
from rag.articles.reading import Reading
from rag.articles.tables import TABLE_KINDS, TABLE_SUFFIXES, Columns, Row, read_rows, table_kind_of
from rag.errors import ArticleError
from rag.types import Article, content_id

SUFFIXES = tuple(formats.SUFFIXES) + tuple(TABLE_SUFFIXES)
"""What `find_files` takes from a folder. A file that is named directly is read whatever it is called."""

MARKING = 2
"""Raised when titles, dates, noise and the like are found otherwise than before: all files are then read again."""

_TABLE_VERSION = 1
_HEAD = 1024
_TITLE_WITHIN = 600
"""Characters at the beginning of a text in which its title is looked for before it is put there."""


def find_files(
    sources: Iterable[str | Path], *, include: Iterable[str] = (), exclude: Iterable[str] = ()
) -> list[Path]:
    """Return the files that `sources` name: files as given, folders searched with all their subfolders.

    A folder gives the files whose names end in one of SUFFIXES, sorted by path, without hidden files and folders and
    without README files, which tell about the articles and are none. `include` and `exclude` are patterns like
    "*.pdf" or "2023/*", held against a file's path below the folder and against its name; with `include` only files
    that match one of them are taken, whatever they end in. The order of `sources` stays; a file named twice comes once.

    Raises ArticleError naming the path that does not exist, or the folders in which there is no article.
    """
    given = [Path(source) for source in sources]
    found: dict[Path, None] = {}
    wanted, unwanted = tuple(include), tuple(exclude)
    for source in given:
        if source.is_dir():
            found.update(dict.fromkeys(_files_below(source, wanted, unwanted)))
        elif source.exists():
            found[source] = None
        else:
            raise ArticleError(f"{source} does not exist; give a folder with articles or the path of one")
    if not found:
        if not given:
            raise ArticleError("no sources given; name a folder with articles or single files")
        names = ", ".join(str(source) for source in given)
        some = f" that match {', '.join(wanted)}" if wanted else ""
        raise ArticleError(
            f"no articles{some} in {names}; put files there ({' '.join(SUFFIXES)}) or name another folder"
        )
    return list(found)


def _files_below(folder: Path, include: tuple[str, ...], exclude: tuple[str, ...]) -> list[Path]:
    def is_wanted(path: Path) -> bool:
        below = path.relative_to(folder)
        if any(part.startswith(".") for part in below.parts) or path.name.lower().startswith("readme"):
            return False
        if include:
            return _matches(below, include) and not _matches(below, exclude)
        return path.suffix.lower() in SUFFIXES and not _matches(below, exclude)

    return sorted(path for path in folder.rglob("*") if is_wanted(path) and path.is_file())


def _matches(path: Path, patterns: tuple[str, ...]) -> bool:
    whole = path.as_posix()
    return any(fnmatch(whole, pattern) or fnmatch(path.name, pattern) for pattern in patterns)


def reader_of(path: Path, name: str, columns: Columns | None = None) -> str:
    """Return what reads a file that is called `name`, with its version: "pdf 1.3". Another one reads it otherwise.

    For a table it tells what `columns` mean, too. Raises ArticleError if the file cannot be opened.
    """
    table = table_kind_of(name)
    if table:
        meant = "".join(f" {field}={column}" for field, column in sorted((columns or {}).items()))
        return f"{table} {_TABLE_VERSION}.{MARKING}{meant}"
    kind = formats.kind_by_name(name) or formats.kind_by_content(_content(path, _HEAD, whole=False))
    return f"{kind} {formats.VERSIONS[kind]}.{MARKING}"


def is_current(reader: str) -> bool:
    """Whether what this reader has read would be read alike today; see `reader_of`."""
    name = reader.split(" ")[0]
    kind = next((kind for kind in formats.KINDS if kind == name), None)
    return kind is not None and reader == f"{kind} {formats.VERSIONS[kind]}.{MARKING}"


def read_file(
    path: Path, reader: str, *, max_bytes: int, max_file_bytes: int, columns: Columns | None = None
) -> Iterator[Row]:
    """Yield what a file holds: one row without a name, or the rows of a table. `reader` is what `reader_of` says.

    Raises ArticleError, with the path, if it cannot be read: unreadable, too large, empty, no article. A plain text
    may have `max_bytes` and so may the text of one article; a file of another format `max_file_bytes`.
    """
    name = reader.split(" ")[0]
    try:
        if name in TABLE_KINDS:
            kind = next(kind for kind in TABLE_KINDS if kind == name)
            yield from read_rows(path, kind, columns=columns or {}, max_bytes=max_bytes)
            return
        known = next(kind for kind in formats.KINDS if kind == name)
        content = _content(path, max_bytes if known in ("text", "markdown") else max_file_bytes)
        reading = formats.read(content, known)
    except ArticleError as error:
        # A format says what is wrong with a file, and does not know what the file is called.
        message = str(error)
        raise ArticleError(message if message.startswith(str(path)) else f"{path} {message}") from error
    except OSError as error:
        raise ArticleError(f"{path} cannot be read: {error.strerror or error}") from error
    if not reading.text.strip():
        raise ArticleError(f"{path} holds only white space; nothing to read")
    if len(reading.text) > max_bytes:
        raise ArticleError(
            f"{path} has a text of {len(reading.text):,} characters, more than the {max_bytes:,} of an article;"
            " split it, or raise BELEGT_MAX_ARTICLE_BYTES"
        )
    yield Row("", reading)


def _content(path: Path, most: int, *, whole: bool = True) -> bytes:
    """The bytes of a file, `most` at most, or where it need not be `whole` its first ones. Raises ArticleError."""
    try:
        # One byte more than allowed is read, so that a file that grows meanwhile cannot fill the memory.
        with path.open("rb") as file:
            content = file.read(most + 1)
        size = path.stat().st_size
    except IsADirectoryError as error:
        raise ArticleError(f"{path} is a folder, not a file; name it as a source to read the articles in it") from error
    except PermissionError as error:
        raise ArticleError(f"{path} may not be read by this user; change its permissions or leave it out") from error
    except FileNotFoundError as error:
        raise ArticleError(f"{path} is no longer there; build again") from error
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path} cannot be read: {error}") from error
    if whole and len(content) > most:
        raise ArticleError(
            f"{path} has {max(size, len(content)):,} bytes, more than the {most:,} of an article;"
            " split it, or raise BELEGT_MAX_ARTICLE_BYTES"
        )
    if whole and not content:
        raise ArticleError(f"{path} is empty; nothing to read")
    return content


def read_article(path: str | Path, *, max_bytes: int) -> Article:
    """Read a file of one article. `path` is kept as given. Raises ArticleError with the reason, as `read_file`."""
    path = Path(path)
    reader = reader_of(path, path.name)
    for row in read_file(path, reader, max_bytes=max_bytes, max_file_bytes=max_bytes):
        if row.reading:
            return article_of(row.reading, reader, path=str(path))
    raise ArticleError(f"{path} holds no article")


def article_of(reading: Reading, reader: str, *, path: str, stated: Mapping[str, str] | None = None) -> Article:
    """Make an Article of what was read; `stated` is what others say of it (a feed), which counts less than its own.

    The words of the text tell its language before what the file says of itself, which is often its template's.
    """
    told = {**(stated or {}), **_facts(reading)}
    text, pages = reading.text, reading.pages
    title = told.get("title")
    # What a word processor has for a title is as often the one of the file that it was made from.
    if title and reader.split(" ")[0] not in ("text", "pdf", "word") and not _holds(text[:_TITLE_WITHIN], title):
        text = f"{title}\n\n{text}"
        pages = tuple(begin and begin + len(title) + 2 for begin in pages)
    language = detect_language(text) or told.get("language")
    return make_article(
        text,
        path=path,
        url=told.get("url"),
        title=title,
        publisher=told.get("publisher"),
        author=told.get("author"),
        published=told.get("published"),
        language=language,
        pages=pages,
    )


def _facts(reading: Reading) -> dict[str, str]:
    facts = {name: getattr(reading, name) for name in ("title", "author", "publisher", "published", "language", "url")}
    return {name: value for name, value in facts.items() if value}


def _holds(text: str, title: str) -> bool:
    return "".join(title.casefold().split()) in "".join(text.casefold().split())


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
    pages: tuple[int, ...] = (),
) -> Article:
    """Make an Article of `text` and of what is known about it; what is not given is looked for in the text.

    The text stays as it is but for lone surrogates (U+FFFD) and Unicode NFC; `id` is its content hash. Offsets in
    `noise` and `headings` count in the text of the article, which NFC may have made shorter than the one given.

    >>> make_article("Von Erika Muster\\n\\nEs regnet in ganz Hessen, und das bleibt so.").author
    'Erika Muster'
    """
    text = normalised(text)
    language = language or detect_language(text)
    marked = mark(text, title=title and normalised(title), language=language)
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
        pages=pages,
    )
