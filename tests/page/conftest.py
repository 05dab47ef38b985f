"""The newsroom that the page is tested with, its page in a process of its own, and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    """The page of the newsroom, in a process of its own: gradio's threads do not live under our warning filters."""
    log = tmp_path_factory.mktemp("page") / "log.txt"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.page.newsroom"],
            cwd=Path(__file__).parents[2],
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
