"""The embedded encoder keeps to itself: onnxruntime writes no identifier and prepares no report to its maker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_encoding_leaves_no_identifier_and_no_report_behind(tmp_path: Path) -> None:
    code = (
        "from rag.encoder import open_encoder; from rag.settings import Settings; "
        "open_encoder(Settings(threads=1)).encode_question('Wer bietet Vermittlung an?')"
    )
    # Without CI, which would keep onnxruntime silent by itself, and although somebody asked for the reports.
    plain = {key: value for key, value in os.environ.items() if key not in ("CI", "PYTEST_CURRENT_TEST")}
    own = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**plain, **own, "ORT_DISABLE_TELEMETRY": "0"}, check=True
    )
    assert list(tmp_path.rglob("*")) == []
