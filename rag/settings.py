"""Settings: one frozen value, each default with its reason, standard library only.

Only `app.py` and the command line read the environment (`Settings.from_environment`); the library takes a
`Settings`. Build settings shape what is stored: they are written into the index and compared when it is opened.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

EMBEDDED_ENCODER = "embedded"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build and to ask. Environment: the name in capitals after `BELEGT_`, as in `BELEGT_ENCODER`."""

    # --- build settings: what is stored depends on them -------------------------------------------------------
    encoder: str = EMBEDDED_ENCODER
    """The embedded encoder, or the name or folder of any sentence-transformers model."""

    question_prompt: str | None = None
    """Put before a question. None takes the model's own prompt, or the known one of its family (E5: "query: ")."""

    passage_prompt: str | None = None
    """Put before a passage or claim; None as above (E5: "passage: ")."""

    passage_tokens: int = 160
    """The most tiktoken tokens in a passage: five to seven news sentences, and short of the 256 pieces that small
    encoders read, so that their own limit seldom has to cut a passage earlier."""

    max_article_bytes: int = 2_000_000
    """Larger files are skipped by name: the longest news features have 0.1 MB; megabytes are dumps, not articles."""

    # --- settings of a question ------------------------------------------------------------------------------
    top_k: int = 8
    """Findings in an answer: few enough that each one gets read, enough for what several articles say."""

    max_question_chars: int = 2_000
    """A longer question is refused: no encoder reads it whole, and what is not read must not seem answered."""

    threads: int = 0
    """Threads for encoding passages; 0 takes all cores."""

    reranker: str | None = None
    """The name or folder of a sentence-transformers CrossEncoder that judges what retrieval found. None: without one,
    because a small one takes two seconds a question on two cores, and the rest of an answer a hundredth of that."""

    def __post_init__(self) -> None:
        for name, least in (("passage_tokens", 16), ("max_article_bytes", 1), ("top_k", 1), ("max_question_chars", 1)):
            if getattr(self, name) < least:
                raise ValueError(f"setting {name} must be at least {least}, got {getattr(self, name)}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the defaults with every `BELEGT_<NAME>` applied. Raises ValueError naming a value that is wrong."""
        values: dict[str, Any] = {}
        for field in fields(cls):
            variable = f"BELEGT_{field.name.upper()}"
            text = environment.get(variable)
            if text is None or text == "":
                continue
            if field.type == "int":
                try:
                    values[field.name] = int(text)
                except ValueError as error:
                    raise ValueError(f"{variable} must be a whole number, got {text!r}") from error
            else:
                values[field.name] = text
        return cls(**values)

    def build_settings(self) -> dict[str, str | int | None]:
        """The part that an index depends on."""
        names = ("encoder", "question_prompt", "passage_prompt", "passage_tokens")
        return {name: getattr(self, name) for name in names}
