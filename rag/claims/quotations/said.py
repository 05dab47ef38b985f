"""What a construction finds in a sentence: which words are said, by whom, by which words one knows."""

from __future__ import annotations

from dataclasses import dataclass

from rag.claims.quotations.phrases import Phrase
from rag.claims.quotations.subjects import Subject
from rag.types import QuotationKind


@dataclass(frozen=True, slots=True)
class Said:
    """Ranges of words that are said, the claimer as a phrase of the sentence, and the cue. Nobody is None.

    `back`: the words stand for the sentence before ("Dies bestätigte X."), which is what is said.
    """

    ranges: tuple[Phrase, ...]
    kind: QuotationKind
    subject: Subject | None
    cue: tuple[Phrase, ...]
    back: bool = False
