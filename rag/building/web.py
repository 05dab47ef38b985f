"""Sources on the web: what an address leads to is fetched into files, which are read like any other."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rag.articles.readers import is_current, reader_of
from rag.building.planning import Known, Plan
from rag.building.sources import Source
from rag.errors import ArticleError
from rag.settings import Settings
from rag.types import Progress, Skipped

if TYPE_CHECKING:
    from rag.fetching import Fetched, Found

_SUFFIXES = {
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
}
"""What a file is called by the type that its host states; anything else is told by how it begins."""


def fetch(
    addresses: Sequence[str], known: Known | None, settings: Settings, folder: Path, plan: Plan
) -> Iterator[Progress]:
    """Fetch the articles that these addresses lead to into `folder`, and put them into the plan; yield progress.

    What a feed or sitemap names and the index has is fetched again only if the feed or sitemap says that it changed.
    What cannot be fetched is skipped with the reason; a feed's own text stands in for a page that is closed to us. At
    most `settings.max_pages` pages are fetched; those left over are named, and the next time goes on with them.
    """
    if not addresses:
        return
    from rag.fetching import Limits, Web, articles_of

    hosts = frozenset(host.strip().lower() for host in settings.private_hosts.split(",") if host.strip())
    web = Web(Limits(max_bytes=settings.max_file_bytes, pause=settings.fetch_pause / 1000, private_hosts=hosts))
    found, fetched, left = 0, 0, 0
    for address in addresses:
        named = address.strip()
        yield Progress("fetch", fetched, found)
        try:
            for article in articles_of(web, named):
                if isinstance(article, Skipped):
                    plan.skipped.append(article)
                    continue
                found += 1
                if _is_known(article, known):
                    plan.unchanged.add(article.url)
                    continue
                if fetched >= settings.max_pages:
                    left += 1
                    continue
                fetched += 1
                yield Progress("fetch", fetched, found)
                try:
                    page = article.page or _page(web.get, article)
                    source = _source(article, page, folder, fetched)
                    if known and known.is_unchanged(source):
                        plan.unchanged.add(source.address)
                    else:
                        plan.to_read.append(source)
                except ArticleError as error:
                    plan.skipped.append(_skipped(article.url, error, known, plan))
        except ArticleError as error:
            plan.skipped.append(_skipped(named, error, known, plan))
        if left:
            plan.skipped.append(
                Skipped(
                    named,
                    f"{left:,} of its pages are left for the next time, after {fetched:,} that were fetched; "
                    "do the same again, or raise BELEGT_MAX_PAGES",
                    problem="more",
                )
            )
            left = 0


def _page(get: Callable[[str], Fetched], article: Found) -> Fetched:
    """The page of an article or, where it cannot be had, the text that its feed carries."""
    try:
        return get(article.url)
    except ArticleError:
        if article.carried is None:
            raise
        return article.carried


def _is_known(article: Found, known: Known | None) -> bool:
    before = known.addresses.get(article.url) if known else None
    return (
        before is not None
        and article.page is None
        and before.digest == _digest_of_version(article)
        and is_current(before.reader)
    )


def _digest_of_version(article: Found) -> str:
    """What tells a change of a page without looking at it. Where its source says nothing of changes there are none."""
    return "version:" + hashlib.sha256(f"{article.url}\0{article.version or ''}".encode()).hexdigest()


def _source(article: Found, page: Fetched, folder: Path, number: int) -> Source:
    content = page.content
    if page.encoding and not content.startswith((codecs.BOM_UTF8, b"%PDF", b"PK")):
        # A page may leave it to its host to say how it is encoded.
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            with suppress(LookupError, ValueError):
                content = codecs.BOM_UTF8 + content.decode(page.encoding).encode("utf-8")
    path = folder / f"{number}{_SUFFIXES.get(page.kind, '.html' if 'html' in page.kind else '')}"
    path.write_bytes(content)
    stated = {
        name: value
        for name in ("title", "author", "publisher", "published", "language")
        if (value := getattr(article, name))
    }
    digest = hashlib.sha256(content).hexdigest() if article.page else _digest_of_version(article)
    return Source(path, article.url, digest, reader_of(path, path.name), stated={**stated, "url": page.url})


def _skipped(address: str, error: ArticleError, known: Known | None, plan: Plan) -> Skipped:
    """What could not be fetched, and that what was fetched before stays."""
    from rag.fetching import Unfetched

    before = known.of_source.get(address, []) if known else []
    plan.kept.update(before)
    plan.unchanged.update(before)
    problem = error.problem if isinstance(error, Unfetched) else None
    return Skipped(address, str(error), kept=bool(before), problem=problem)
