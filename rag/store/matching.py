"""Whether an index may be used with these settings and this encoder; if not, the command that mends it."""

from __future__ import annotations

import json
from pathlib import Path

from rag.errors import IndexOutdated
from rag.settings import Settings
from rag.store.tables import IndexInfo


def check_settings(info: IndexInfo, folder: Path, settings: Settings) -> None:
    """Raise IndexOutdated if the index was built with other settings."""
    stored = json.loads(info.settings)
    for name, value in settings.build_settings().items():
        # What an older Belegt did not know yet is done by the next build; nothing that is asked depends on it.
        if stored.get(name, value) != value:
            raise IndexOutdated(
                f"{folder} was built with {name} {stored.get(name)!r}, asked for is {value!r}; "
                f"set BELEGT_{name.upper()} as it was, or build again with: belegt build"
            )


def check_encoder(info: IndexInfo, folder: Path, name: str, fingerprint: str, *, added: bool) -> None:
    """Raise IndexOutdated if the index was built with other weights; `added` says whether single articles were added.

    A plain build looks at the weights only where articles were added, which a fresh one would lose.
    """
    if info.encoder_fingerprint != fingerprint:
        raise IndexOutdated(
            f"{folder} was built with other weights of the encoder {name!r}; "
            f"build again with: belegt build{'' if added else ' --fresh'}"
        )
