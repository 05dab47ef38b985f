"""Which words of a statement a quote says, in whatever wording: a small network that was taught by translations.

It compares the states that the embedded encoder has of both texts (`rag.encoder.states`): each word of the statement
with what is nearest to it in the quote, then all of them with each other and with the quote, by two layers of a
transformer decoder (Vaswani et al. 2017). It was taught with sentences that stand beside their translations, or beside
another translation of the same sentence, in which words had been exchanged or put in (`rag.training.support`). Like a
dictionary it tells whether a word has its counterpart; what is denied, counted or done by whom the rules decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.encoder.states import compare_states

FILE = Path(__file__).with_name("support.onnx")
_KEPT = 256


@dataclass(frozen=True, slots=True)
class Support:
    """How far a quote says the pieces of a statement: where each stands in it, and the doubt about each.

    A doubt is a logit: above 0 the piece is more likely not said than said. `whole` is one for the whole statement.
    """

    places: tuple[tuple[int, int], ...]
    doubts: tuple[float, ...]
    whole: float

    def doubt(self, start: int, end: int) -> float:
        """Return the doubt about the characters [start, end) of the statement: the mean of their pieces, 0 for none."""
        held = [
            doubt
            for (first, last), doubt in zip(self.places, self.doubts, strict=True)
            if first < end and last > start and last > first
        ]
        return sum(held) / len(held) if held else 0.0


@lru_cache(maxsize=_KEPT)
def support(statement: str, quote: str) -> Support:
    """Return which words of a statement the quote says. Raises ModelMissing if the network's files are missing."""
    places, (doubts, whole) = compare_states(FILE, statement, quote)
    return Support(places, tuple(map(float, doubts)), float(whole.reshape(-1)[0]))
