"""Longer texts to learn from: sentences on one topic joined, in both languages.

Sentence pairs are short and what Belegt encodes are passages; nobody has pairs of those, so that they are put together.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import numpy as np

from rag.training.encoder.first_rows import Floats
from rag.training.encoder.pairs import Pair

LENGTHS = (2, 3, 4, 5, 6)
"""Sentences in a passage, each number as often."""
NEIGHBOURS = 24
"""A passage is chosen from so many sentences that are nearest to its first one."""
SAME, ALIKE = 0.9, 0.85
"""Cosines from which a sentence says the same as the passage's first one, or as any other in it: left out."""
AT_ONCE = 1_000


def join_passages(
    translations: Mapping[str, Sequence[str]], vectors: Floats, count: int, rng: random.Random
) -> list[Pair]:
    """Make `count` passages: a sentence and others near to it, in a random order, each with one of its translations.

    `vectors` are the teacher's unit vectors of the sentences, in the order of `translations`.
    """
    sentences = list(translations)
    near = min(NEIGHBOURS, len(sentences))
    first_ones = rng.sample(range(len(sentences)), count)
    passages = []
    for start in range(0, count, AT_ONCE):
        part = first_ones[start : start + AT_ONCE]
        scores = vectors[part] @ vectors.T
        nearest = np.argpartition(-scores, near - 1, axis=1)[:, :near]
        for row, first in enumerate(part):
            size = min(rng.choice(LENGTHS), len(sentences))
            chosen = [first]
            for other in sorted(nearest[row].tolist(), key=lambda k: -float(scores[row, k])):
                if len(chosen) == size:
                    break
                if scores[row, other] < SAME and all(vectors[other] @ vectors[k] < ALIKE for k in chosen):
                    chosen.append(other)
            while len(chosen) < size:
                chosen.append(rng.randrange(len(sentences)))
            rng.shuffle(chosen)
            known = [sentences[k] for k in chosen]
            passages.append(Pair(" ".join(known), " ".join(rng.choice(translations[text]) for text in known)))
    return passages
