"""What is in an index, as a list to look through: which articles, with what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that is one story with an article: a copy of its text, or the same agency's report."""

    id: str
    title: str
    publisher: str | None
    published: str | None

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title, "publisher": self.publisher, "published": self.published}


@dataclass(frozen=True, slots=True)
class Shelved:
    """An article in the list, without its text. What is not known is None.

    `characters` is the length of the text, `noise` the share of it that is marked as boilerplate, in [0, 1].
    `addresses` are all paths under which this text was found, sorted; `path` is one of them. `added` says whether it
    was added by itself, and stays when a build runs, rather than brought in by a build. `copy_count` other
    articles are one story with it (they count as one source in every answer), the first few of which, in the order of
    the list, are `copies`; `story` is the id of the first article of the story, None where there is no other one.
    """

    id: str
    title: str
    publisher: str | None
    author: str | None
    published: str | None
    language: str | None
    path: str
    url: str | None
    characters: int
    claims: int
    noise: float
    addresses: tuple[str, ...]
    added: bool
    story: str | None = None
    copy_count: int = 0
    copies: tuple[Copy, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "publisher": self.publisher,
            "author": self.author,
            "published": self.published,
            "language": self.language,
            "path": self.path,
            "url": self.url,
            "characters": self.characters,
            "claims": self.claims,
            "noise": round(self.noise, 4),
            "addresses": list(self.addresses),
            "added": self.added,
            "story": self.story,
            "copy_count": self.copy_count,
            "copies": [copy.to_dict() for copy in self.copies],
        }


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the list, the newest published first, and how many articles there are in `total` that were meant."""

    entries: tuple[Shelved, ...]
    total: int

    def to_dict(self) -> dict[str, Any]:
        return {"entries": [entry.to_dict() for entry in self.entries], "total": self.total}
