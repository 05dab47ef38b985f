"""What the embedded encoder makes of each piece of a text, layer by layer, and networks that compare two texts by that.

Each network takes the states of two texts, `mine` and `theirs`, [layers, pieces, dimension]. It is loaded on first use.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

import numpy as np

from rag.encoder import Floats
from rag.encoder.embedded import FOLDER, GRAPH, Session, inputs, open_pieces, open_session
from rag.errors import ModelMissing

_LONGEST = 256
"""Pieces that are read: two long sentences; what stands behind them has no states."""

Places = tuple[tuple[int, int], ...]
"""Where pieces stand in their text. The first and the last one, which stand for its ends, are nowhere: (0, 0)."""


def states_of(text: str) -> tuple[Places, Floats]:
    """Return where a text's pieces stand, and their states. Raises ModelMissing if the encoder's files are missing."""
    with _opening:
        tokenizer, session = open_pieces(FOLDER), _session(FOLDER / GRAPH)
    encoded = tokenizer.encode(text)
    layers = np.stack(session.run(None, inputs([encoded.ids[:_LONGEST]])))
    return tuple(encoded.offsets[:_LONGEST]), layers


def compare_states(network: Path, mine: str, theirs: str) -> tuple[Places, list[Floats]]:
    """Return where the pieces of `mine` stand, and what a network makes of the states of both texts."""
    (places, here), (_, there) = _known_states(mine), _known_states(theirs)
    with _opening:
        session = _session(network)
    return places, list(session.run(None, {"mine": here, "theirs": there}))


_opening = threading.Lock()

# A verdict compares its texts many times, by sentences and as a whole; the longest text's states take 3 MB.
_known_states = lru_cache(maxsize=16)(states_of)


def _session(graph: Path) -> Session:
    if not graph.is_file():
        raise ModelMissing(f"{graph.name} is not in {graph.parent}; install Belegt again")
    return open_session(graph)
