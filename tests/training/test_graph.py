"""The recipe of the embedded encoder's graph: the same bytes again, no weights inside, no other precision taken."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import onnx
import pytest

from rag.encoder.embedded import FOLDER
from rag.training import graph


def test_the_recipe_gives_the_graph_that_is_shipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (graph.WEIGHTS, "config.json"):
        shutil.copy(FOLDER / name, tmp_path)
    graph.main([str(tmp_path)])
    assert (tmp_path / graph.GRAPH).read_bytes() == (FOLDER / graph.GRAPH).read_bytes()
    assert "model.onnx" in capsys.readouterr().out


def test_every_weight_lies_in_the_file_of_the_weights_and_none_is_forgotten() -> None:
    content = (FOLDER / graph.GRAPH).read_bytes()
    assert len(content) < 50_000
    outside = [t for t in onnx.load_from_string(content).graph.initializer if t.external_data]
    with (FOLDER / graph.WEIGHTS).open("rb") as file:
        tensors = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    # The pooler is BERT's own; mean pooling takes its place.
    assert {t.name for t in outside} == {name for name in tensors if not name.startswith(("__metadata__", "pooler."))}
    assert {entry.value for tensor in outside for entry in tensor.external_data if entry.key == "location"} == {
        "model.safetensors"
    }


def test_weights_in_another_precision_are_refused(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "config.json", tmp_path)
    with (FOLDER / graph.WEIGHTS).open("rb") as file:
        header = file.read(int.from_bytes(file.read(8), "little")).replace(b'"F16"', b'"F32"')
    (tmp_path / graph.WEIGHTS).write_bytes(len(header).to_bytes(8, "little") + header)
    with pytest.raises(ValueError, match=r"is F32; the graph reads weights in half precision"):
        graph.graph(tmp_path)
