"""What the page can do with an index: ask and check, word and translate, read and list, add and remove."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.types import Answer, Article, Check, Claim, Copy, Filter, Progress, Shelf, Translation, Wording, is_address

if TYPE_CHECKING:
    from rag.chat import ChatModel
    from rag.corpus import Corpus
    from rag.wording import Completed


class Service(Protocol):
    """The page knows an index by these methods only; the tests have an index of their own that answers them."""

    def ask(self, question: str, where: Filter | None) -> Iterator[Answer]:
        """Yield the answer as it grows, the last one complete."""
        ...

    def check(self, statement: str, where: Filter | None) -> Check: ...

    def understood(
        self, question: str, earlier: Sequence[Answer], model: ChatModel | None
    ) -> Iterator[Completed | None]:
        """Yield None while a model thinks, at last the question with what it leaves unsaid put in from before it."""
        ...

    def worded(self, answer: Answer, model: ChatModel, before: Wording | None) -> Iterator[Answer | None]:
        """Yield the answer as a model words it, with every statement that passed the gate; None while it thinks.

        `before` is what the model did for the question already.
        """
        ...

    def translated(self, claim: Claim, language: str, model: ChatModel) -> Iterator[Translation | None]:
        """Yield None while a model thinks, at last the claim's quote in a language."""
        ...

    def suggestions(self, answer: Answer, where: Filter | None, asked: Collection[str]) -> list[str]:
        """Return questions to go on with, none of those already asked; each of them has an answer."""
        ...

    def openers(self, language: str) -> list[str]:
        """Return questions to begin with; each of them has an answer."""
        ...

    def article(self, article_id: str) -> Article: ...

    def claims(self, article_id: str) -> list[Claim]: ...

    def copies(self, article_id: str) -> list[Copy]:
        """Return the other articles that are one story with this one."""
        ...

    def counts(self) -> Mapping[str, int]: ...

    def known_names(self) -> Mapping[str, Sequence[str]]: ...

    def shelf(self, search: str, offset: int, limit: int) -> Shelf: ...

    def state(self) -> str:
        """Return a name of the present state of the index, another one for every change."""
        ...

    def add(self, files: Mapping[Path, str]) -> Iterator[Progress]:
        """Add files, each under the name given; the last progress reports what became of each."""
        ...

    def fetch(self, addresses: Sequence[str]) -> Iterator[Progress]:
        """Add what addresses on the web lead to; as for `add`. Raises ValueError for what is no address."""
        ...

    def remove(self, article_id: str) -> None: ...


_MOST_PAGES = 50
"""Pages that are fetched at once for a reader, who waits for them: a minute. The next time goes on with the others."""


class IndexService:
    """The service over an opened index."""

    def __init__(self, corpus: Corpus, most_bytes: int | None = None) -> None:
        """`most_bytes` is the most that a page or a file fetched for a reader may have, else what the settings say."""
        self._corpus = corpus
        settings = corpus.settings
        self._fetching = replace(
            settings,
            max_pages=min(settings.max_pages, _MOST_PAGES),
            max_file_bytes=min(settings.max_file_bytes, most_bytes or settings.max_file_bytes),
        )
        self._openers: dict[str, tuple[str, list[str]]] = {}  # by language: for which state, and what they were

    def ask(self, question: str, where: Filter | None) -> Iterator[Answer]:
        from rag.chain import answer_chain

        return answer_chain(self._corpus, where=where).stream(question)

    def check(self, statement: str, where: Filter | None) -> Check:
        from rag.checking import check

        return check(statement, self._corpus, where=where)

    def understood(
        self, question: str, earlier: Sequence[Answer], model: ChatModel | None
    ) -> Iterator[Completed | None]:
        from rag.conversation import Turn, in_context
        from rag.wording import Completed, completing

        turns, longest = [Turn.of(answer) for answer in earlier], self._corpus.settings.max_question_chars
        if model is None:
            yield Completed(in_context(question, turns, max_chars=longest))
        else:
            yield (yield from completing(question, turns, model, max_chars=longest))

    def worded(self, answer: Answer, model: ChatModel, before: Wording | None) -> Iterator[Answer | None]:
        from rag.wording import entailment_of, word

        return word(answer, model, entailment=entailment_of(self._corpus.settings), before=before)

    def translated(self, claim: Claim, language: str, model: ChatModel) -> Iterator[Translation | None]:
        from rag.wording import translating

        yield (yield from translating(claim, language, model))

    def suggestions(self, answer: Answer, where: Filter | None, asked: Collection[str]) -> list[str]:
        from rag.suggesting import follow_ups

        return follow_ups(answer, self._corpus, where=where, asked=asked)

    def openers(self, language: str) -> list[str]:
        from rag.suggesting import openers

        # They cost as much as a dozen questions, and every visit begins with them.
        state = self.state()
        known = self._openers.get(language)
        if known is None or known[0] != state:
            known = self._openers[language] = state, openers(self._corpus, language)
        return list(known[1])

    def article(self, article_id: str) -> Article:
        return self._corpus.article(article_id)

    def claims(self, article_id: str) -> list[Claim]:
        return self._corpus.claims(article_id)

    def copies(self, article_id: str) -> list[Copy]:
        return self._corpus.copies(article_id)

    def counts(self) -> Mapping[str, int]:
        return self._corpus.counts()

    def known_names(self) -> Mapping[str, Sequence[str]]:
        return self._corpus.known_names()

    def shelf(self, search: str, offset: int, limit: int) -> Shelf:
        return self._corpus.shelf(search, offset=offset, limit=limit)

    def state(self) -> str:
        return self._corpus.state()

    def add(self, files: Mapping[Path, str]) -> Iterator[Progress]:
        from rag.building import add

        return add(list(files), index=self._corpus.folder, settings=self._corpus.settings, names=files)

    def fetch(self, addresses: Sequence[str]) -> Iterator[Progress]:
        from rag.building import add

        for address in addresses:
            if not is_address(address):
                raise ValueError(f"{address!r} is no address on the web; it must begin with http:// or https://")
        return add(list(addresses), index=self._corpus.folder, settings=self._fetching)

    def remove(self, article_id: str) -> None:
        from rag.building import remove

        remove([article_id], index=self._corpus.folder)
