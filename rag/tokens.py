"""Count tokens: the only door to tiktoken, imported on first use and kept away from the network.

There are two vocabularies. `o200k_base` is the one that current chat models read; tiktoken downloads its file, without
a timeout, whenever the file is not in its cache. `belegt_32k` comes with Belegt (see `rag.training.tokenizer`) and
counts nearly the same: German news up to 3 % off, English 7 % more. An index records which one measured its passages.

    >>> open_tokenizer("belegt_32k").count("Der Minister dementierte den Bericht.")
    7
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelMissing

if TYPE_CHECKING:
    import tiktoken

EMBEDDED_TOKENIZER = "belegt_32k"
STANDARD_TOKENIZER = "o200k_base"

# The name of the file in tiktoken's cache (the SHA-1 of its address) and the SHA-256 that tiktoken asks of it.
_STANDARD_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"
_STANDARD_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"

# tiktoken's regular expression overflows its stack on an unbroken run of a million characters (0.14: spaces). So text
# goes in by blocks, cut where both vocabularies start a token in any case: before a space that follows a letter or
# digit. Text with no such place in a whole block is no language; it is cut anywhere and its count can be off by a few.
_BLOCK = re.compile(r".{1,20000}\Z|.{1,20000}[^\W_](?= )|.{1,20000}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A vocabulary that counts; `name` is tiktoken's name for it."""

    name: str
    _encoding: tiktoken.Encoding = field(repr=False, compare=False)

    def count(self, text: str) -> int:
        """Return how many tokens the text has: 0 for the empty one. Every character is text, "<|endoftext|>" too."""
        return sum(len(self._encoding.encode_ordinary(block)) for block in _BLOCK.findall(text))


def open_tokenizer(name: str | None = None) -> Tokenizer:
    """Open a vocabulary: o200k_base if tiktoken's cache holds its file, else belegt_32k; or the one that is named.

    Never reaches the network and leaves tiktoken's cache as it is. Raises ModelMissing if the named one is not here.
    """
    if name is None:
        name = STANDARD_TOKENIZER if _standard_is_cached() else EMBEDDED_TOKENIZER
    elif name == STANDARD_TOKENIZER and not _standard_is_cached():
        raise ModelMissing(
            f"the tokenizer {name} is not on this machine: tiktoken's cache ({_cache_folder() or 'switched off'}) "
            f"lacks a valid file {_STANDARD_FILE}; put it there, or build the index in a new folder"
        )
    elif name not in (STANDARD_TOKENIZER, EMBEDDED_TOKENIZER):
        raise ModelMissing(
            f"no tokenizer {name!r} in this version of Belegt, only {STANDARD_TOKENIZER} and {EMBEDDED_TOKENIZER}; "
            "build the index in a new folder"
        )
    import tiktoken

    try:
        return Tokenizer(name, tiktoken.get_encoding(name))
    except (ImportError, OSError, ValueError) as error:
        # Also when a foreign plugin fails: tiktoken opens none of its encodings then.
        raise ModelMissing(f"tiktoken cannot open {name} ({error}); install Belegt anew: make install") from error


def _standard_is_cached() -> bool:
    """Whether tiktoken would find o200k_base without downloading.

    Found out by reading, not by trying: tiktoken deletes a file with a wrong hash, and downloads.
    """
    folder = _cache_folder()
    if folder is None:
        return False
    try:
        content = (folder / _STANDARD_FILE).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == _STANDARD_SHA256


def _cache_folder() -> Path | None:
    """Where tiktoken looks for downloaded files, by tiktoken's own rules; None when its cache is switched off."""
    # These variables are tiktoken's, not settings of ours, so that they are read here: it reads them when it opens.
    for variable in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        if variable in os.environ:
            return Path(os.environ[variable]) if os.environ[variable] else None
    return Path(tempfile.gettempdir()) / "data-gym-cache"
