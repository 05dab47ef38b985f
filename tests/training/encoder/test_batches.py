"""The stream of batches: nothing is lost, and its place is found again by counting."""

from __future__ import annotations

from rag.training.encoder.batches import Group, stream


def test_the_stream_goes_on_where_it_was_left_and_a_pass_holds_every_text() -> None:
    groups = [Group([[k] * (k % 5 + 1) for k in range(20)], range(20)), Group([[99]] * 9, range(20, 29), 0.34)]

    def first(count: int, skip: int = 0) -> list[tuple[list[list[int]], list[int]]]:
        batches = stream(groups, most_pieces=12, most_texts=4, seed=1, skip=skip)
        return [(b.texts, b.targets) for b, _ in zip(batches, range(count), strict=False)]

    assert first(30)[7:] == first(23, skip=7)
    targets: list[int] = []
    for texts, rows in first(100):
        assert sum(map(len, texts)) <= 12 or len(texts) == 1
        targets += rows
        if len(targets) >= 23:
            break
    assert set(range(20)) <= set(targets[:26])
