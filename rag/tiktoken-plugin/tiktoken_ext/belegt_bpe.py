"""The vocabulary `belegt_32k` as a tiktoken plugin: `tiktoken.get_encoding("belegt_32k")` works wherever Belegt is.

tiktoken looks into every module of the namespace package `tiktoken_ext` for `ENCODING_CONSTRUCTORS`, so this file must
not get an `__init__.py` beside it. It imports nothing but the standard library: whoever opens any tiktoken encoding
imports it. `rag.training.tokenizer` made the ranks in `belegt_32k.tiktoken` and says from what.
"""

import base64
from pathlib import Path
from typing import Any

# The pattern of o200k_base: it keeps a capital and the small letters after it together, as German nouns ask for.
PATTERN = "|".join(
    [
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""",
        r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""",
        r"""\s*[\r\n]+""",
        r"""\s+(?!\S)""",
        r"""\s+""",
    ]
)
SIZE = 32_000


def belegt_32k() -> dict[str, Any]:
    """Return the arguments of `tiktoken.Encoding`. Raises ValueError if the file of ranks is not whole."""
    # Not tiktoken's own loader: it would copy the file into its download cache.
    lines = (line.split() for line in Path(__file__).with_name("belegt_32k.tiktoken").read_bytes().splitlines())
    ranks = {base64.b64decode(token): int(rank) for token, rank in lines}
    if len(ranks) != SIZE:
        raise ValueError(f"belegt_32k.tiktoken holds {len(ranks)} ranks instead of {SIZE}")
    # No special tokens: whatever an article holds, "<|endoftext|>" too, is text.
    return {"name": "belegt_32k", "pat_str": PATTERN, "mergeable_ranks": ranks, "special_tokens": {}}


ENCODING_CONSTRUCTORS = {"belegt_32k": belegt_32k}
