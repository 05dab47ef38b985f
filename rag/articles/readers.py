"""From a file or a string to an `Article`: find the sources, decode them, and fill in what can be known.

Only `.txt` is read so far. The seam for other formats is `read_article`: what a format needs is a function from bytes
to text (and to the facts that its own metadata state), chosen by the suffix; `make_article` does all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rag.articles.boilerplate import mark
from rag.articles.decoding import decode, normalised
from rag.articles.language import detect_language
from rag.articles.metadata import find_author, find_published, find_publisher, find_title
from rag.errors import ArticleError
from rag.types import Article, content_id

SUFFIXES = (".txt",)
"""What `find_sources` takes from a folder. A file that is named directly is read whatever it is called."""


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
    )
