"""What the page leaves behind: no folder, whether it is interrupted or told to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rag.page.ending import orderly_end, private_folder
from tests.page.server import ROOT, served


@pytest.mark.parametrize("before", [None, "/elsewhere"])
def test_folder_for_uploads_is_private_and_goes_with_the_page(monkeypatch, before):
    monkeypatch.delenv("GRADIO_TEMP_DIR", raising=False)
    if before:
        monkeypatch.setenv("GRADIO_TEMP_DIR", before)
    with private_folder():
        folder = Path(os.environ["GRADIO_TEMP_DIR"])
        (folder / "upload.txt").write_text("Ein Artikel.", encoding="utf-8")
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    assert os.environ.get("GRADIO_TEMP_DIR") == before


def test_signals_are_as_before_in_the_end():
    before = signal.getsignal(signal.SIGTERM)
    with orderly_end():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_only_the_main_thread_minds_signals():
    before, seen = signal.getsignal(signal.SIGTERM), []

    def enter() -> None:
        with orderly_end():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.mark.parametrize(
    ("number", "codes"), [(signal.SIGTERM, {143}), pytest.param(signal.SIGINT, {0, 130}, marks=pytest.mark.slow)]
)
def test_ended_page_leaves_no_folder_and_no_traceback(seeds_index, tmp_path, number, codes):
    (tmp_path / "temporary").mkdir()
    with served(seeds_index, tmp_path, {"TMPDIR": str(tmp_path / "temporary")}, command=("app.py",)) as server:
        assert len(list((tmp_path / "temporary").iterdir())) == 1
        server.process.send_signal(number)
        assert server.process.wait(30) in codes
        assert server.errors() == ""
    assert list((tmp_path / "temporary").iterdir()) == []


def test_interrupted_at_the_start_it_ends_quietly(tmp_path):
    interrupted = "lambda *_, **__: signal.raise_signal(signal.SIGINT)"
    # A shell that runs the tests in the background has told all of its children to ignore the signal.
    heard = "signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"import app, signal; {heard}; app.serve = {interrupted}; raise SystemExit(app.main())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr == ""
