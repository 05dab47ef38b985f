"""The newsroom that the page is tested with, its page in a process of its own, and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest

from rag.settings import ChatSettings
from tests.page.browser import ARGUMENTS
from tests.page.newsroom import Newsroom


@pytest.fixture(scope="session")
def newsroom() -> Newsroom:
    return Newsroom()


# Of one module: while it is there, its event loop runs in this thread, and no asynchronous test could have its own.
@pytest.fixture(scope="module")
def browser():
    found = os.environ.get("BELEGT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    required = os.environ.get("BELEGT_REQUIRE_BROWSER") == "1"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if found is None or not Path(found).exists():
        reason = "needs playwright and a Chromium on the path (or BELEGT_CHROMIUM)"
        if required:
            pytest.fail(f"{reason}, and BELEGT_REQUIRE_BROWSER=1 forbids to skip")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[str]:
    """The page of the newsroom, without a chat model."""
    with newsroom_page(tmp_path_factory.mktemp("page") / "log.txt") as address:
        yield address


@contextmanager
def newsroom_page(log: Path, chat: ChatSettings | None = None) -> Iterator[str]:
    """Serve the page of the newsroom from a process of its own: gradio's threads do not live under our filters.

    `log` gets everything that the process logs.
    """
    clean = {key: value for key, value in os.environ.items() if not key.startswith("BELEGT_CHAT_")}
    given = {} if chat is None else {field.name: str(getattr(chat, field.name)) for field in fields(chat)}
    environment = clean | {f"BELEGT_CHAT_{name.upper()}": value for name, value in given.items()}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.page.newsroom"],
            cwd=Path(__file__).parents[2],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            assert address, log.read_text()
            yield address
            server.stdin.close()
            assert server.wait(timeout=20) == 0
        finally:
            server.kill()
    assert "foreign look-up" not in log.read_text()
