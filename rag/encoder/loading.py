"""Models by name or folder: the only door to sentence-transformers, which takes seconds to import.

What is on this machine is loaded without asking anybody; the network is tried only for what is not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rag.errors import ModelMissing

_REACHABLE_WITHIN = 5.0
"""Seconds in which the place that models come from must answer."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a model is loaded as (a class of sentence-transformers), and the words in which messages speak of it."""

    name: str
    loader: Literal["SentenceTransformer", "CrossEncoder"]
    example: str
    wanted: str
    without: str


def load(kind: Kind, name: str, threads: int) -> tuple[Any, str]:
    """Load a model by name or from a folder; return it and where it was looked for.

    `threads` is as in `Settings`. Raises ModelMissing, which says what to do.
    """
    location, local = _location(kind, name)
    # The libraries draw bars and warn on loading; both are noise to somebody who asked a question.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import sentence_transformers
    import torch
    import transformers

    loader = getattr(sentence_transformers, kind.loader)
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    if threads:
        torch.set_num_threads(threads)
    try:
        return loader(location, local_files_only=True), location
    except Exception as error:  # whatever is wrong with foreign files; the reason is told
        if local:
            raise _not_loaded(kind, name, error) from error
    # Not on this machine, so that it must be fetched; a model that is in the cache is loaded without asking anybody.
    _check_reachable(kind, name)
    try:
        return loader(location), location
    except Exception as error:  # likewise, and whatever happens on the way through the network
        raise _not_loaded(kind, name, error) from error


def is_untrained(model: Any) -> bool:
    """Whether loading put a judge of random weights onto a model that has none, as it does to an encoder."""
    judge = type(model.transformers_model).__name__
    return judge.endswith("ForSequenceClassification") and judge not in (model.config.architectures or [judge])


@contextmanager
def threads_of_torch(count: int | None) -> Iterator[None]:
    """Compute with so many threads inside the block.

    One text is too little to share out: on a machine with other work the threads wait for each other many times, and a
    question takes half a second instead of thirty milliseconds.
    """
    import torch

    before = torch.get_num_threads()
    if count is None or count == before:
        yield
        return
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _location(kind: Kind, name: str) -> tuple[str, bool]:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return str(folder), True
    if name.startswith((".", "/", "~")) or name.count("/") > 1:
        raise ModelMissing(f"no {kind.name} folder {name}; name an existing folder or a model such as {kind.example}")
    return name, False


def reason_of(error: Exception) -> str:
    """Return why something was not loaded, on one line."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _not_loaded(kind: Kind, name: str, error: Exception) -> ModelMissing:
    return ModelMissing(
        f"the {kind.name} {name!r} cannot be loaded ({reason_of(error)}); name {kind.wanted} or folder, or "
        f"{kind.without}"
    )


def _check_reachable(kind: Kind, name: str) -> None:
    """Raise ModelMissing if the place that models come from does not answer: loading would try again for minutes."""
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=_REACHABLE_WITHIN)
    except Exception as error:  # any failure means that it cannot be fetched
        raise ModelMissing(
            f"the {kind.name} {name!r} is not on this machine and {constants.ENDPOINT} cannot be reached ({error}); "
            f"name a folder that holds it, go online once, or {kind.without}"
        ) from error
