"""The model that learns: the base with rows for new pieces, and the loss that draws it to the teacher."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch.nn import functional

from rag.training.encoder.first_rows import Floats

_WORDS = "embeddings.word_embeddings."


class TwoTables(torch.nn.Module):
    """An embedding whose kept and new rows are two parameters, so that they can learn at different rates."""

    def __init__(self, table: torch.Tensor, kept: int) -> None:
        super().__init__()
        self.kept = kept
        self.old = torch.nn.Parameter(table[:kept].clone())
        self.new = torch.nn.Parameter(table[kept:].clone())

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the row of each piece."""
        if not len(self.new):
            return functional.embedding(ids, self.old)
        old = functional.embedding(ids.clamp(max=self.kept - 1), self.old)
        new = functional.embedding((ids - self.kept).clamp(min=0), self.new)
        return torch.where((ids >= self.kept).unsqueeze(-1), new, old)


class Student:
    """The base's model over a longer table. Nothing is dropped out, so that a run is the same however it is stopped."""

    def __init__(self, model: Any, table: Floats, kept: int, padding: int) -> None:
        self.model = model
        self._padding = padding
        model.embeddings.word_embeddings = TwoTables(torch.from_numpy(table), kept)
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(not name.startswith("pooler."))  # the mean of all pieces does not use it
        model.train()

    @property
    def words(self) -> TwoTables:
        """The rows of the pieces."""
        words: TwoTables = self.model.embeddings.word_embeddings
        return words

    @property
    def body(self) -> list[torch.nn.Parameter]:
        """All that learns besides the rows of the pieces."""
        named = self.model.named_parameters()
        return [value for name, value in named if value.requires_grad and not name.startswith(_WORDS)]

    def state(self) -> dict[str, torch.Tensor]:
        """All tensors under the model's names, the two tables apart; they are the model's own, not copies."""
        state: dict[str, torch.Tensor] = self.model.state_dict()
        return state

    def vectors(self, texts: Sequence[Sequence[int]]) -> torch.Tensor:
        """Unit vectors of texts given as pieces, shape [len(texts), dimension]: the mean over the pieces."""
        ids = torch.full((len(texts), max(map(len, texts))), self._padding)
        mask = torch.zeros_like(ids)
        for row, pieces in enumerate(texts):
            ids[row, : len(pieces)] = torch.tensor(pieces)
            mask[row, : len(pieces)] = 1
        hidden = self.model(input_ids=ids, attention_mask=None if bool(mask.all()) else mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)


def blended(trained: dict[str, torch.Tensor], start: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """The mean of trained and starting weights, `share` of it trained, with the two tables joined again.

    A mean of the two keeps more of what the base could than training alone, and loses little of what was learnt
    (Wortsman et al. 2022).
    """
    mixed = {
        name: share * value + (1 - share) * start[name] if value.is_floating_point() else value
        for name, value in trained.items()
    }
    mixed[f"{_WORDS}weight"] = torch.cat([mixed.pop(f"{_WORDS}old"), mixed.pop(f"{_WORDS}new")])
    return {name: value for name, value in mixed.items() if not name.endswith("position_ids")}


def distance(
    student: torch.Tensor, target: torch.Tensor, bank: torch.Tensor, *, pull: float, temperature: float
) -> tuple[torch.Tensor, float]:
    """The loss, and the mean cosine of the student's vectors with their targets. All vectors are unit, one a row.

    `pull` times one minus the cosine, and the divergence of the student's similarities to all targets of the batch and
    to the bank (teacher's vectors of other texts) from the teacher's own.
    """
    cosine = (student * target).sum(1).mean()
    others = torch.cat([target, bank])
    wanted = functional.softmax(target @ others.T / temperature, dim=1)
    found = functional.log_softmax(student @ others.T / temperature, dim=1)
    divergence = functional.kl_div(found, wanted, reduction="batchmean")
    return pull * (1 - cosine) + divergence, float(cosine.detach())
