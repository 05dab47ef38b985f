"""What a user can choose about the teaching, each default with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to teach. The defaults are those of the embedded encoder, but for the time and the number of new pieces."""

    minutes: float = 60.0
    """How long to teach, preparation not counted. The learning rate falls with the share of it that is used up, so that
    a slow or busy machine ends with a finished model too, only a less taught one."""

    steps: int | None = None
    """If given, how many batches to teach instead: the same arguments then give the same weights."""

    add_pieces: int = 16_000
    """The most pieces to add to the vocabulary: 20,000 sentence pairs hold hardly more that occur three times. 0 leaves
    the base's tokenizer as it is, which is right for a language that it was made for."""

    blend: float = 0.65
    """The share of the trained weights in the result; the rest is the start, which keeps what the base could."""

    seed: int = 0
    """Shuffles pairs and batches."""

    held_out: int | None = None
    """Pairs to measure on and not to learn from; None takes a tenth of the pairs, at most 1,000."""

    passages: int = 3_000
    """Passages joined from sentences on one topic: pairs are short, what is encoded later is not."""

    known_share: float = 0.33
    """The share of the known language's sentences that come in each pass, so that it is not forgotten."""

    batch_pieces: int = 2_048
    batch_texts: int = 96
    """The most pieces and texts in a batch: one or two seconds of work on two cores."""

    bank: int = 4_096
    """Teacher's vectors of other texts that each batch is compared with: alone it is too small."""

    temperature: float = 0.05
    """Divides similarities before they are compared; low, so that the nearest texts count most."""

    pull: float = 5.0
    """How much being near to the teacher's own vector counts beside the similarities."""

    rate: float = 1.5e-4
    """The highest learning rate. New rows learn `new_rows` times as fast, rows of the base `kept_rows` times."""
    new_rows: float = 5.0
    kept_rows: float = 0.5

    warm_up: float = 0.04
    """The share of the time in which the learning rate rises."""

    def __post_init__(self) -> None:
        if not 0 < self.minutes < float("inf"):
            raise ValueError(f"minutes must be more than 0, got {self.minutes:g}; 60 is a good start")
        for name, least in (("batch_pieces", 1), ("batch_texts", 1), ("bank", 1), ("add_pieces", 0), ("passages", 0)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, got {getattr(self, name)}")
        if self.steps is not None and self.steps < 1:
            raise ValueError(f"steps must be at least 1, got {self.steps}; leave them out to teach for some minutes")
        if self.held_out is not None and self.held_out < 1:
            raise ValueError(f"held-out pairs must be at least 1, got {self.held_out}; nothing could be measured")
        if not 0 < self.blend <= 1:
            raise ValueError(f"blend must be above 0 and at most 1 (all trained weights), got {self.blend:g}")
        if not 0 <= self.known_share <= 1:
            raise ValueError(f"known_share must be from 0 to 1, got {self.known_share:g}")
