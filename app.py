"""Start the chat page: `python app.py`. BELEGT_INDEX, BELEGT_HOST and BELEGT_PORT say what is served and where.

BELEGT_CHAT_MODEL names the chat model that words answers, if any.
"""

from __future__ import annotations

import sys

from rag.errors import BelegtError
from rag.page import serve
from rag.settings import ChatSettings, PageSettings, Settings


def main() -> int:
    """Serve the page until interrupted. Errors are one line on stderr and exit code 1."""
    try:
        serve(
            PageSettings.from_environment(),
            Settings.from_environment(),
            chat=ChatSettings.from_environment(),
            on_ready=lambda address: print(f"Belegt is at {address} (Ctrl-C ends it)", flush=True),
        )
    except (BelegtError, ValueError) as error:
        print(f"belegt: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
