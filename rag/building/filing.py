"""Under which address an article is filed: a name that is taken may mean another version, or another article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count
from os.path import splitext

from rag.building.planning import Addresses
from rag.store.vocabulary import words_of
from rag.types import Article

_RUN, _AGAIN = 5, 0.5
"""Words in a run, and the share of an article's runs that come again in a new version of it."""


class Filed:
    """Which article lies under which address, while a plan is made; `stored` gives an article of the index by id."""

    def __init__(self, known: Addresses, stored: Callable[[str], Article | None]) -> None:
        self.articles = {path: address.article for path, address in known.items()}
        self._stored = stored
        self._new: dict[str, Article] = {}
        self._addresses: defaultdict[str, set[str]] = defaultdict(set)
        for path, article_id in self.articles.items():
            self._addresses[article_id].add(path)

    def put(self, path: str, article: Article) -> None:
        if path in self.articles:
            self._addresses[self.articles[path]].discard(path)
        self.articles[path] = article.id
        self._addresses[article.id].add(path)
        self._new[article.id] = article

    def address_of(self, article_id: str) -> str | None:
        """Return the first address under which this text lies, None if it is new."""
        return min(self._addresses[article_id], default=None)

    def address_for(self, name: str, article: Article) -> str:
        """Return where an article goes that came under a name: "report.txt", or "report (2).txt" beside another one.

        It goes where the same text lies or, failing that, an earlier version of it; else under the first free name.
        """
        taken = []
        for address in _numbered(name):
            if address not in self.articles:
                break
            if self.articles[address] == article.id:
                return address
            taken.append(address)
        for place in reversed(taken):
            earlier = self._new.get(self.articles[place]) or self._stored(self.articles[place])
            if earlier is not None and is_new_version(article, earlier):
                return place
        return address


def _numbered(name: str) -> Iterator[str]:
    stem, suffix = splitext(name)
    yield name
    for number in count(2):
        yield f"{stem} ({number}){suffix}"


def is_new_version(later: Article, earlier: Article) -> bool:
    """Whether one article of a name is plainly a new version of the other: little of the earlier one would be lost.

    At least half of its runs of five words must come again, noise and headings aside. What only begins or ends alike
    (a form, a weekly letter) or bears another date is an article of its own: two where one was meant can be mended by
    removing one, but what was replaced is gone.
    """
    if later.published and earlier.published:
        less, more = sorted((later.published, earlier.published), key=len)
        if not more.startswith(less):
            return False
    runs = _runs(earlier)
    return len(runs & _runs(later)) >= _AGAIN * len(runs)


def _runs(article: Article) -> set[tuple[str, ...]]:
    words = words_of(" ".join(article.text[span.start : span.end] for span in article.body()))
    if len(words) <= _RUN:
        return {tuple(words)}
    return {tuple(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)}
