"""Start the chat page: `python app.py`. BELEGT_INDEX, BELEGT_HOST and BELEGT_PORT say what is served and where."""

from __future__ import annotations

import os
import sys

from rag.errors import BelegtError
from rag.page import serve
from rag.settings import Settings


def main() -> int:
    """Serve the page until interrupted. Errors are one line on stderr and exit code 1."""
    try:
        serve(
            os.environ.get("BELEGT_INDEX") or "index",
            settings=Settings.from_environment(),
            host=os.environ.get("BELEGT_HOST") or "127.0.0.1",
            port=_port(os.environ.get("BELEGT_PORT") or "7860"),
            on_ready=lambda address: print(f"Belegt is at {address} (Ctrl-C ends it)", flush=True),
        )
    except (BelegtError, ValueError) as error:
        print(f"belegt: {error}", file=sys.stderr)
        return 1
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ValueError(f"BELEGT_PORT must be a number from 0 to 65535, got {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
