"""The student's parts: two tables are one embedding, a blend is a mean, the loss is least at the teacher."""

from __future__ import annotations

import torch

from rag.training.encoder.student import TwoTables, blended, distance


def test_two_tables_give_the_rows_of_one() -> None:
    table = torch.randn(7, 3, generator=torch.Generator().manual_seed(0))
    ids = torch.tensor([[0, 6, 4], [5, 1, 3]])
    for kept in (4, 7):
        assert torch.equal(TwoTables(table, kept)(ids), table[ids])


def test_a_blend_is_a_mean_with_the_tables_joined() -> None:
    words = "embeddings.word_embeddings."
    start = {"layer": torch.zeros(2), f"{words}old": torch.zeros(2, 1), f"{words}new": torch.zeros(1, 1)}
    trained = {name: torch.ones_like(value) for name, value in start.items()}
    mixed = blended(trained, start, 0.65)
    assert mixed.keys() == {"layer", f"{words}weight"}
    assert mixed[f"{words}weight"].shape == (3, 1)
    assert torch.allclose(mixed["layer"], torch.tensor(0.65))


def test_the_loss_is_nothing_at_the_teacher_and_grows_away_from_it() -> None:
    target, bank = torch.eye(4)[:2], torch.eye(4)[2:]
    loss, cosine = distance(target, target, bank, pull=5.0, temperature=0.05)
    assert (float(loss), cosine) == (0.0, 1.0)
    away, lower = distance(target.flip(0), target, bank, pull=5.0, temperature=0.05)
    assert away > 5
    assert lower == 0
