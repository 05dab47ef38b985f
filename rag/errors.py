"""The errors that Belegt raises, standard library only.

    BelegtError
    ├── ArticleError     a source cannot be read as an article, or no source holds one
    ├── IndexMissing     there is no index in the folder
    ├── IndexOutdated    the index was made by another format, encoder or build setting
    ├── IndexCorrupt     the index contradicts itself
    ├── IndexBusy        another process is writing to the index
    ├── ModelMissing     an encoder, reranker or tokenizer cannot be loaded
    └── ChatModelError   a chat model does not answer, or not so that it can be used

A message says what happened, with the value, then what to do about it. A caller's own mistake (an empty question,
top_k of 0) is a `ValueError`. Errors of other packages are wrapped once, where we call that package, with `from`.
"""


class BelegtError(Exception):
    """Whatever goes wrong that a user can do something about; the message says what."""


class ArticleError(BelegtError):
    """A source cannot be read as an article, or there is none."""


class IndexMissing(BelegtError):
    """There is no index in the folder."""


class IndexOutdated(BelegtError):
    """The index was made by another format, encoder or build setting than the ones asked for."""


class IndexCorrupt(BelegtError):
    """The index contradicts itself and cannot be trusted."""


class IndexBusy(BelegtError):
    """Another process is writing to the index."""


class ModelMissing(BelegtError):
    """An encoder, reranker, entailment model or tokenizer cannot be loaded."""


class ChatModelError(BelegtError):
    """A chat model does not answer, or not so that it can be used; `problem` says which of the known ways it is.

    Neither message nor cause holds a key.
    """

    def __init__(self, message: str, problem: str = "failed") -> None:
        super().__init__(message)
        self.problem = problem
