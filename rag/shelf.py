"""The list of what is in an index: put in order once for each state of it, searched in memory, and given in parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rag.store.database import Database
from rag.store.derived import Derived
from rag.store.vocabulary import fold, words_of
from rag.types import Shelf

Flags = NDArray[np.bool_]
_MOST_COPIES = 10
"""Copies that are named at an article in the list: what a thousand papers print must not take a million lines."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All articles of one state in the order of the list: their ids, and folded what a search looks at.

    It holds some 300 bytes an article and no texts; those are searched by the words that the search files have.
    """

    state: str
    ids: list[str]
    lines: list[str]
    places: NDArray[np.int64]
    """The place in the list of each article as the search files number them."""
    stories: dict[str, list[str]]
    """For each article that is one source with others the ids of all of them, in the order of the list."""

    @classmethod
    def read(cls, database: Database, derived: Derived) -> Catalogue:
        addresses: dict[str, str] = {}
        for path, address in database.addresses().items():
            before = addresses.get(address.article)
            addresses[address.article] = f"{before}\n{path}" if before else path
        folded = lru_cache(10_000)(fold)  # publishers and authors come again and again
        found = []
        for article_id, title, publisher, author, published in database.listed():
            others = folded(publisher or ""), folded(author or ""), fold(addresses.get(article_id, ""))
            # The title comes first, so that the lines also sort by it. No word that is looked for has a line break.
            found.append((published or "", "\n".join((fold(title), *others)), article_id))
        found.sort(key=lambda entry: entry[1:])
        found.sort(key=lambda entry: entry[0], reverse=True)
        place_of = {article_id: place for place, (_, _, article_id) in enumerate(found)}
        places = np.array([place_of[article_id] for article_id in database.articles_with_passages()], dtype=np.int64)
        ids = [article_id for _, _, article_id in found]
        return cls(derived.state, ids, [line for _, line, _ in found], places, _stories(derived, places, ids))

    def shelf(self, database: Database, derived: Derived, search: str, offset: int, limit: int) -> Shelf:
        """Return the part of the list that begins at `offset`, of those articles in which every word is found."""
        found: list[int] | range = range(len(self.ids))
        # Long words first: they are found in few articles, and the others need to be looked for in these only.
        for word in sorted(dict.fromkeys(fold(search).split()), key=len, reverse=True):
            if not found:
                break
            in_text, lines = self._in_text(derived, word), self.lines
            if isinstance(found, range):
                found = [place for place, there in enumerate(in_text) if there or word in lines[place]]
            else:
                found = [place for place in found if in_text[place] or word in lines[place]]
        shown = [self.ids[place] for place in found[offset : offset + limit]]
        others = {
            article_id: self.copies(article_id, _MOST_COPIES) for article_id in shown if article_id in self.stories
        }
        named = database.copies(list({copy for ids in others.values() for copy in ids}))
        entries = [
            replace(
                entry,
                story=self.stories[entry.id][0],
                copy_count=len(self.stories[entry.id]) - 1,
                copies=tuple(named[copy] for copy in others[entry.id]),
            )
            if entry.id in others
            else entry
            for entry in database.shelved(shown)
        ]
        return Shelf(tuple(entries), len(found))

    def copies(self, article_id: str, most: int | None = None) -> list[str]:
        """Return the ids of the other articles of its story, `most` of them, in the order of the list."""
        others = (other for other in self.stories.get(article_id, ()) if other != article_id)
        return list(islice(others, most))

    def _in_text(self, derived: Derived, word: str) -> list[bool]:
        """Whether each text has a word; "jean-luc" is two words, of which it must have both."""
        pieces = words_of(word)
        flags: Flags = np.full(len(self.ids), bool(pieces))
        for piece in pieces:
            having: Flags = np.zeros(len(self.ids), bool)
            row = derived.words.vocabulary.row(piece)
            if row is not None:
                having[self.places[derived.passage_articles[derived.words.holders[row]]]] = True
            flags &= having
        plain: list[bool] = flags.tolist()
        return plain


def _stories(derived: Derived, places: NDArray[np.int64], ids: Sequence[str]) -> dict[str, list[str]]:
    sources = np.arange(len(places))
    sources[derived.passage_articles] = derived.passage_sources
    shared: Flags = np.bincount(sources, minlength=len(places)) > 1
    stories: defaultdict[int, list[str]] = defaultdict(list)
    in_order = np.argsort(places)
    for number in in_order[shared[sources[in_order]]].tolist():
        stories[int(sources[number])].append(ids[places[number]])
    return {article_id: story for story in stories.values() for article_id in story}
