"""Write the embedded encoder's graph, `model.onnx`, which computes with the weights beside it.

    python -m rag.training.graph rag/encoder_weights

The graph is small, because it holds no weights: its initializers are external data, byte ranges of `model.safetensors`.
So one copy of the weights serves both onnxruntime and sentence-transformers. onnxruntime reads half precision from the
mapped file when it loads the graph, works out the constant part (casts, joins, quantisation), and keeps the results.

Texts stand one after the other, without padding: `pieces`, with the number of the `texts` that each belongs to and its
`places` in it, of shape [pieces] in; and out what the layers of STATES make of each, of shape [pieces, dimension]. It
is BERT (Devlin et al. 2019). The mean of the last states is a text's vector; the gate for statements compares all of
them (`rag.relations.support`). Matrices are multiplied in eight bits: each row of a weight matrix is rounded to 127
steps of its largest value, activations to 256 steps between their least and largest. So texts that are read together
change each other's states a little (cosine 0.99), though none sees another; the same ones always have the same. All
else is single precision.

It needs the package onnx. The same weights give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onnx import ModelProto, NodeProto, TensorProto, helper

WEIGHTS, GRAPH = "model.safetensors", "model.onnx"
STATES = (0, 3, 6)
"""Layers whose states are given, 0 for the embeddings: spelling, words in their sentence, and what it all says."""
_STANDARD, _CONTRIBUTED = "", "com.microsoft"
_OPSET, _IR = 21, 10
_STEPS = 127.0
_APART = -40.0
"""What is added to the attention between pieces of different texts: a weight of 4e-18. Less would make denormal numbers
of such weights, with which processors are slow."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the graph into the folder of the weights."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.graph", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="sentence-transformers folder of a BERT encoder in half precision")
    folder = parser.parse_args(arguments).folder
    content = graph(folder)
    (folder / GRAPH).write_bytes(content)
    print(f"{len(content):,} bytes: {folder / GRAPH}")


def graph(folder: Path) -> bytes:
    """Return the graph over the weights in a folder, as the bytes of an ONNX file."""
    content: bytes = _Builder(folder).model().SerializeToString(deterministic=True)
    return content


class _Builder:
    """Collects nodes and constants. What methods take and return are names of values in the graph."""

    def __init__(self, folder: Path) -> None:
        self._config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        with (folder / WEIGHTS).open("rb") as file:
            size = struct.unpack("<Q", file.read(8))[0]
            self._tensors: dict[str, dict[str, Any]] = json.loads(file.read(size))
        self._data = 8 + size  # where tensors begin in the file
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}

    def model(self) -> ModelProto:
        inputs = pieces, texts, places = "pieces", "texts", "places"
        outputs = []
        hidden = self._embeddings(pieces, places)
        apart = self._apart(texts)
        for number in range(self._config["num_hidden_layers"] + 1):
            if number:
                hidden = self._layer(hidden, apart, f"encoder.layer.{number - 1}")
            if number in STATES:
                output = self._node("Squeeze", hidden, self._whole("batch", [0]), output=f"layer_{number}")
                shape = ["pieces", self._config["hidden_size"]]
                outputs.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, shape))
        whole = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, ["pieces"]) for name in inputs],
            outputs,
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid(_STANDARD, _OPSET), helper.make_opsetid(_CONTRIBUTED, 1)]
        return helper.make_model(whole, opset_imports=opsets, ir_version=_IR)

    def _embeddings(self, pieces: str, places: str) -> str:
        """[pieces] to [1, pieces, hidden]. Rows are looked up in half precision: the table stays in the mapped file."""
        words = self._node("Gather", self._half("embeddings.word_embeddings.weight"), pieces)
        kinds = self._single("embeddings.token_type_embeddings.weight")
        kind = self._node("Gather", kinds, self._whole("first_kind", 0))
        positions = self._node("Add", self._single("embeddings.position_embeddings.weight"), kind)
        added = self._node(
            "Add", self._node("Cast", words, to=TensorProto.FLOAT), self._node("Gather", positions, places)
        )
        return self._normalised(self._node("Unsqueeze", added, self._whole("first", [0])), "embeddings")

    def _apart(self, texts: str) -> str:
        """[pieces] to [1, 1, pieces, pieces]: what keeps a text from seeing another."""
        mine, theirs = (self._node("Unsqueeze", texts, self._whole(f"axis_{axis}", [axis])) for axis in (1, 0))
        same = self._node("Equal", mine, theirs)
        apart = self._node("Where", same, self._number("together", 0.0), self._number("apart", _APART))
        return self._node("Unsqueeze", apart, self._whole("batch_and_heads", [0, 1]))

    def _layer(self, hidden: str, apart: str, place: str) -> str:
        parts = [f"{place}.attention.self.{part}" for part in ("query", "key", "value")]
        queries, keys, values = self._split(self._linear(hidden, parts), place)
        heads = self._config["num_attention_heads"]
        inputs = (queries, keys, values, "", "", apart)
        attended = self._node("MultiHeadAttention", *inputs, domain=_CONTRIBUTED, num_heads=heads)
        output = f"{place}.attention.output"
        hidden = self._normalised(self._node("Add", self._linear(attended, [f"{output}.dense"]), hidden), output)
        wide = self._node("Gelu", self._linear(hidden, [f"{place}.intermediate.dense"]))
        output = f"{place}.output"
        return self._normalised(self._node("Add", self._linear(wide, [f"{output}.dense"]), hidden), output)

    def _linear(self, values: str, layers: Sequence[str]) -> str:
        """Linear layers over the same values, computed as one in eight bits; their results stand side by side."""
        weight = self._joined([f"{layer}.weight" for layer in layers])  # [out, in]
        # Not by Abs: copies of all matrices at once would stay in the heap.
        inputs = self._whole("inputs", [1])
        least = self._node("Neg", self._node("ReduceMin", weight, inputs, keepdims=0))
        largest = self._node("Max", self._node("ReduceMax", weight, inputs, keepdims=0), least)
        scale = self._node("Div", largest, self._number("steps", _STEPS))
        small = self._node("QuantizeLinear", weight, scale, axis=0, output_dtype=TensorProto.INT8)
        turned = self._node("Transpose", small, perm=[1, 0])
        bias = self._joined([f"{layer}.bias" for layer in layers])
        return self._node("DynamicQuantizeMatMul", values, turned, scale, "", bias, domain=_CONTRIBUTED)

    def _joined(self, names: Sequence[str]) -> str:
        singles = [self._single(name) for name in names]
        return singles[0] if len(singles) == 1 else self._node("Concat", *singles, axis=0)

    def _split(self, values: str, place: str) -> list[str]:
        thirds = [f"{place}.{part}" for part in ("queries", "keys", "values")]
        self._nodes.append(helper.make_node("Split", [values], thirds, axis=-1, num_outputs=3))
        return thirds

    def _normalised(self, values: str, place: str) -> str:
        weight, bias = self._single(f"{place}.LayerNorm.weight"), self._single(f"{place}.LayerNorm.bias")
        epsilon = self._config["layer_norm_eps"]
        return self._node("LayerNormalization", values, weight, bias, axis=-1, epsilon=epsilon)

    def _single(self, name: str) -> str:
        """A tensor of the weights in single precision."""
        return self._node("Cast", self._half(name), to=TensorProto.FLOAT)

    def _half(self, name: str) -> str:
        """A tensor of the weights as it lies in the file."""
        entry = self._tensors[name]
        if entry["dtype"] != "F16":
            raise ValueError(f"{name} is {entry['dtype']}; the graph reads weights in half precision (F16)")
        start, end = entry["data_offsets"]
        tensor = TensorProto(
            name=name, data_type=TensorProto.FLOAT16, dims=entry["shape"], data_location=TensorProto.EXTERNAL
        )
        for key, value in (("location", WEIGHTS), ("offset", self._data + start), ("length", end - start)):
            tensor.external_data.add(key=key, value=str(value))
        self._constants[name] = tensor
        return name

    def _whole(self, name: str, value: int | list[int]) -> str:
        values, shape = ([value], []) if isinstance(value, int) else (value, [len(value)])
        self._constants[name] = helper.make_tensor(name, TensorProto.INT64, shape, values)
        return name

    def _number(self, name: str, value: float) -> str:
        self._constants[name] = helper.make_tensor(name, TensorProto.FLOAT, [], [value])
        return name

    def _node(self, kind: str, *inputs: str, output: str = "", domain: str = _STANDARD, **attributes: Any) -> str:
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output


if __name__ == "__main__":
    main()
