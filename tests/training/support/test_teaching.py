"""Teaching the network of support: a few steps run and give the same again, and the file says what torch says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from rag.encoder.states import compare_states, states_of
from rag.relations.support import FILE
from rag.training.support.__main__ import batch, main, taught, write
from rag.training.support.examples import Pairs
from rag.training.support.network import DIMENSION, LAYERS, ForOne, Network, losses
from tests.training.support.small_pairs import write_pairs

# The exporter that writes graphs without another package tells at every call that it will be gone one day.
exporting = pytest.mark.filterwarnings("ignore::DeprecationWarning")

pytestmark = pytest.mark.slow

STATEMENT, QUOTE = "The minister opened the bridge.", "Heute öffnete der Minister die Brücke in Wismar."


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pairs(tmp_path_factory.mktemp("pairs") / "en-de.tsv.gz")


@pytest.fixture(scope="module")
def pairs(path: Path) -> Pairs:
    return Pairs(path)


def test_a_batch_has_labels_where_the_examples_have_them(pairs: Pairs) -> None:
    examples = list(islice(pairs.examples(random.Random(4)), 8))
    mine, theirs, here, there, unsaid, weights, changed = batch(iter(examples), 8)
    assert mine.shape[:2] == theirs.shape[:2] == (8, LAYERS)
    assert mine.shape[3] == DIMENSION
    assert changed.tolist() == [float(example.changed) for example in examples]
    for row, example in enumerate(examples):
        places = states_of(example.statement)[0]
        assert int(here[row].sum()) == len(places)
        assert int(there[row].sum()) == len(states_of(example.quote)[0])
        labelled = {places[at] for at in torch.nonzero(unsaid[row]).flatten().tolist()}
        assert all(
            any(start <= first and last <= end and is_unsaid for start, end, is_unsaid, _ in example.spans)
            for first, last in labelled
        )
        assert bool(labelled) == example.changed
        assert not weights[row][~here[row]].any()


def test_a_few_steps_make_the_loss_smaller_and_the_same_seed_the_same_network(pairs: Pairs) -> None:
    network = taught(pairs, steps=6, seed=0)
    again = taught(pairs, steps=6, seed=0)
    for one, other in zip(network.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)
    torch.manual_seed(0)
    mine, theirs, here, there, unsaid, weights, changed = batch(pairs.examples(random.Random(5)), 64)

    def loss(of: Network) -> float:
        with torch.no_grad():
            return float(losses(*of(mine, theirs, here, there), unsaid, weights, changed).loss)

    assert loss(taught(pairs, steps=30, seed=0)) < loss(Network().eval())


@exporting
def test_the_written_file_gives_the_doubts_that_torch_gives(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = Network().eval()
    out = tmp_path / "support.onnx"
    write(network, out)
    places, (doubts, whole) = compare_states(out, STATEMENT, QUOTE)
    mine, theirs = (torch.from_numpy(states_of(text)[1]) for text in (STATEMENT, QUOTE))
    with torch.no_grad():
        expected, of_whole = ForOne(network)(mine, theirs)
    assert len(places) == len(doubts)
    np.testing.assert_allclose(doubts, expected.numpy(), atol=1e-4)
    assert float(np.ravel(whole)[0]) == pytest.approx(float(of_whole), abs=1e-4)


def test_in_a_batch_a_text_is_judged_as_by_itself() -> None:
    torch.manual_seed(2)
    network = Network().eval()
    mine, theirs = (torch.from_numpy(states_of(text)[1])[None] for text in (STATEMENT, QUOTE))
    longer = [torch.cat([states, torch.randn(1, LAYERS, 5, DIMENSION)], 2) for states in (mine, theirs)]
    masks = [torch.arange(states.shape[2])[None] < states.shape[2] - 5 for states in longer]
    with torch.no_grad():
        alone, whole = ForOne(network)(mine[0], theirs[0])
        doubts, of_whole = network(*longer, *masks)
    torch.testing.assert_close(doubts[0, : len(alone)], alone, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(of_whole, whole, atol=1e-4, rtol=1e-4)


@exporting
def test_the_command_writes_a_network_of_the_shape_that_is_shipped(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "support.onnx"
    main(["--pairs", str(path), "--out", str(out), "--steps", "2"])
    made, shipped = (compare_states(file, STATEMENT, QUOTE) for file in (out, FILE))
    assert made[0] == shipped[0]
    assert [np.shape(values) for values in made[1]] == [np.shape(values) for values in shipped[1]]
