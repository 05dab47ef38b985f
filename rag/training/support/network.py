"""The network that compares the states of two texts, as it learns: with torch, in batches."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

LAYERS, DIMENSION = 3, 384
WIDTH, WIDER, HEADS, DEPTH = 160, 320, 4, 2
"""Small, because it has a language model's states to begin with: 0.9 million weights."""


class Layer(nn.Module):
    """A decoder's layer: attention to the statement itself, attention to the quote, a network for each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(3))
        self.own, self.own_out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.query, self.memory = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2 * WIDTH)
        self.memory_out = nn.Linear(WIDTH, WIDTH)
        self.wide, self.narrow = nn.Linear(WIDTH, WIDER), nn.Linear(WIDER, WIDTH)

    def forward(self, x: torch.Tensor, quote: torch.Tensor, here: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        queries, keys, values = self.own(self.norms[0](x)).chunk(3, -1)
        x = x + self.own_out(_attended(queries, keys, values, here))
        keys, values = self.memory(quote).chunk(2, -1)
        x = x + self.memory_out(_attended(self.query(self.norms[1](x)), keys, values, there))
        out: torch.Tensor = x + self.narrow(functional.gelu(self.wide(self.norms[2](x))))
        return out


class Network(nn.Module):
    """States of statements `mine` and quotes `theirs`, [batch, layers, pieces, dimension], in; doubts out.

    The masks `here` and `there`, [batch, pieces], are False where a text has ended. Out come the doubts of pieces,
    [batch, pieces], and of whole statements, [batch], as logits.
    """

    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(DIMENSION) for _ in range(LAYERS))
        self.project = nn.Linear(LAYERS * DIMENSION, WIDTH)
        self.temperature = nn.Parameter(torch.full((LAYERS,), 20.0))
        self.first, self.second = nn.Linear(4 * WIDTH + 2 * LAYERS, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.quote_norm, self.last_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(DEPTH))
        self.doubt, self.whole = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, 2)

    def forward(
        self, mine: torch.Tensor, theirs: torch.Tensor, here: torch.Tensor, there: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        x, quote = self._projected(mine), self._projected(theirs)
        features, attention = [], torch.zeros(())
        for layer in range(LAYERS):
            there_unit = functional.normalize(theirs[:, layer], dim=-1).transpose(1, 2)
            near = functional.normalize(mine[:, layer], dim=-1) @ there_unit
            near = near.masked_fill(~there[:, None, :], -1.0)
            features.append(near.topk(2, -1).values)
            attention = attention + self.temperature[layer] * near
        nearest = attention.masked_fill(~there[:, None, :], -1e4).softmax(-1) @ quote
        compared = torch.cat([x, nearest, x * nearest, (x - nearest).abs(), *features], -1)
        x = self.second(functional.gelu(self.first(compared)))
        quote = self.quote_norm(quote)
        for decoder in self.layers:
            x = decoder(x, quote, here, there)
        x = self.last_norm(x)
        said, weight = self.whole(x).unbind(-1)
        whole = (weight.masked_fill(~here, -1e4).softmax(-1) * said).sum(-1)
        return self.doubt(x)[..., 0], whole

    def _projected(self, states: torch.Tensor) -> torch.Tensor:
        normed = [norm(states[:, layer]) for layer, norm in enumerate(self.norms)]
        out: torch.Tensor = self.project(torch.cat(normed, -1))
        return out


class ForOne(nn.Module):
    """The network for one pair without masks: what is written for onnxruntime."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, mine: torch.Tensor, theirs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        here, there = (torch.ones_like(states[0, :, 0])[None] > 0 for states in (mine, theirs))
        doubts, whole = self.network(mine[None], theirs[None], here, there)
        return doubts[0], whole


@dataclass(frozen=True, slots=True)
class Losses:
    """The loss that is minimised, and how often pieces and whole statements were told rightly."""

    loss: torch.Tensor
    pieces: float
    whole: float


def losses(
    doubts: torch.Tensor, whole: torch.Tensor, unsaid: torch.Tensor, weights: torch.Tensor, changed: torch.Tensor
) -> Losses:
    """Binary cross entropy of pieces, by their weights, and 0.3 times that of whole statements."""
    of_pieces = functional.binary_cross_entropy_with_logits(doubts, unsaid, reduction="none")
    of_pieces = (of_pieces * weights).sum() / weights.sum().clamp(min=1)
    of_whole = functional.binary_cross_entropy_with_logits(whole, changed)
    right = ((doubts > 0) == (unsaid > 0.5))[weights == 1]
    told = ((whole > 0) == (changed > 0.5)).float().mean()
    return Losses(of_pieces + 0.3 * of_whole, float(right.float().mean()), float(told))


def _attended(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    size = WIDTH // HEADS
    q, k, v = (x.view(x.shape[0], -1, HEADS, size).transpose(1, 2) for x in (q, k, v))
    out = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
    return out.transpose(1, 2).reshape(out.shape[0], -1, WIDTH)
