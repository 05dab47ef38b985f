"""The error for what cannot be fetched: a sentence, and in a word which of the known problems it is."""

from __future__ import annotations

from rag.errors import ArticleError
from rag.types import FetchProblem


class Unfetched(ArticleError):
    """An address gives no article, or not all that it leads to; `problem` says which of the known ways it is."""

    def __init__(self, message: str, problem: FetchProblem) -> None:
        super().__init__(message)
        self.problem: FetchProblem = problem
