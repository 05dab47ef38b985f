"""Teach the network that tells which words a quote says, and write it as an ONNX file."""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from rag.encoder.states import states_of
from rag.training.support.examples import Example, Pairs
from rag.training.support.network import DIMENSION, LAYERS, ForOne, Network, losses

BATCH, STEPS, RATE, WARM_UP = 32, 6_500, 1e-3, 200
_LONGEST = 72
_TOLD_EVERY = 250

_Batch = tuple[torch.Tensor, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Teach as long as the options say; progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.support", description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True, help="English, a tab, German, one pair a line; .gz")
    parser.add_argument("--out", type=Path, required=True, help="the ONNX file")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"batches of {BATCH} ({STEPS}: an hour on two cores)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    network = taught(Pairs(options.pairs), steps=options.steps, seed=options.seed)
    write(network, options.out)


def taught(pairs: Pairs, *, steps: int, seed: int) -> Network:
    """Return a network taught by so many batches: AdamW, a cosine that falls to nothing after a short rise."""
    torch.manual_seed(seed)
    network = Network()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    )
    examples = pairs.examples(random.Random(seed))  # noqa: S311 - examples, not secrets
    for step in range(steps):
        mine, theirs, here, there, unsaid, weights, changed = batch(examples)
        doubts, whole = network(mine, theirs, here, there)
        done = losses(doubts, whole, unsaid, weights, changed)
        optimiser.zero_grad()
        done.loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % _TOLD_EVERY == _TOLD_EVERY - 1:
            told = f"{step + 1} loss {float(done.loss):.3f} pieces {done.pieces:.3f} whole {done.whole:.3f}\n"
            sys.stderr.write(told)
    return network.eval()


def batch(examples: Iterator[Example], size: int = BATCH) -> _Batch:
    """Return states and masks of statements and quotes, and what is known of them, as the network takes them."""
    some = [next(examples) for _ in range(size)]
    read = [(states_of(example.statement), states_of(example.quote)) for example in some]
    most = [min(_LONGEST, max(len(pair[side][0]) for pair in read)) for side in (0, 1)]
    states = [torch.zeros(size, LAYERS, length, DIMENSION) for length in most]
    masks = [torch.zeros(size, length, dtype=torch.bool) for length in most]
    unsaid, weights = torch.zeros(size, most[0]), torch.zeros(size, most[0])
    for row, (example, pair) in enumerate(zip(some, read, strict=True)):
        for side, (_, layers) in enumerate(pair):
            kept = torch.from_numpy(np.ascontiguousarray(layers[:, : most[side]]))
            states[side][row, :, : kept.shape[1]] = kept
            masks[side][row, : kept.shape[1]] = True
        for at, (start, end) in enumerate(pair[0][0][: most[0]]):
            span = next((span for span in example.spans if start < span[1] and end > span[0] and end > start), None)
            if span:
                unsaid[row, at], weights[row, at] = float(span[2]), span[3]
    changed = torch.tensor([float(example.changed) for example in some])
    return states[0], states[1], masks[0], masks[1], unsaid, weights, changed


def write(network: Network, out: Path) -> None:
    """Write the network for one pair of texts of any length."""
    texts = torch.randn(LAYERS, 9, DIMENSION), torch.randn(LAYERS, 12, DIMENSION)
    torch.onnx.export(
        ForOne(network),
        texts,
        str(out),
        dynamo=False,
        opset_version=17,
        input_names=["mine", "theirs"],
        output_names=["doubts", "whole"],
        dynamic_axes={"mine": {1: "mine"}, "theirs": {1: "theirs"}, "doubts": {0: "mine"}},
    )


if __name__ == "__main__":
    main()
