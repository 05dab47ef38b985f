"""What is left behind when the page ends: nothing. A private folder for uploads, and SIGTERM that ends like Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def private_folder() -> Iterator[None]:
    """Let gradio keep uploads in a folder that only this user can read, and remove it in the end.

    Otherwise they lie in one folder that all gradio servers of the machine share, and stay there. To be entered before
    gradio is imported and the page is built: both read where the folder is.
    """
    before = os.environ.get("GRADIO_TEMP_DIR")
    with tempfile.TemporaryDirectory(prefix="belegt-", ignore_cleanup_errors=True) as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["GRADIO_TEMP_DIR"]
            else:
                os.environ["GRADIO_TEMP_DIR"] = before


@contextmanager
def orderly_end() -> Iterator[None]:
    """Let SIGTERM, with which services are ended, unwind the process as Ctrl-C does, instead of killing it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what signals do
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
