"""The list of what is in an index: put in order once for each state of it, searched in memory, and given in parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.store.database import Database
from rag.store.derived import Derived
from rag.store.vocabulary import fold, words_of
from rag.types import Shelf

Flags = NDArray[np.bool_]


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

    @classmethod
    def read(cls, database: Database, state: str) -> Catalogue:
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
        places = [place_of[article_id] for article_id in database.articles_with_passages()]
        return cls(
            state,
            [article_id for _, _, article_id in found],
            [line for _, line, _ in found],
            np.array(places, dtype=np.int64),
        )

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
        return Shelf(tuple(database.shelved(shown)), len(found))

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
