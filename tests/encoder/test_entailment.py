"""The entailment model: probabilities by its own labels, whatever their order, and what cannot be one is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import rag.encoder.entailment as module
from rag.encoder.embedded import FOLDER
from rag.encoder.entailment import Entailment, Judged, open_entailment
from rag.errors import ModelMissing
from rag.settings import Settings

FOLLOWS, DENIES = "verified", "denied"
QUOTE = "Die Werft entlässt 300 Menschen."

MakeModel = Callable[..., Path]


@pytest.fixture(scope="module")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> MakeModel:
    """Return a function that makes a cross-encoder of two layers with the given labels.

    It knows two words: one speaks for the label called entailment, one for that called contradiction or not_entailment.
    Every other word is unknown to it, and speaks for neutral where there is such a label. Its attention is uniform, so
    that the first place, which is judged, sees the mean of all words.
    """
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    def make(labels: Sequence[str], *, activation: torch.nn.Module | None = None) -> Path:
        place = tmp_path_factory.mktemp("models")
        vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", FOLLOWS, DENIES]
        (place / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
        config = BertConfig(
            vocab_size=len(vocabulary), hidden_size=8, num_hidden_layers=2, num_attention_heads=1, intermediate_size=8,
            max_position_embeddings=512, id2label=dict(enumerate(labels)),
            label2id={label: number for number, label in enumerate(labels)},
        )  # fmt: skip
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            for weight in model.parameters():
                weight.zero_()
            for key, module_ in model.named_modules():
                if isinstance(module_, torch.nn.LayerNorm):
                    module_.weight.fill_(1)
                if key.endswith(("attention.self.value", "attention.output.dense", "pooler.dense")):
                    module_.weight.copy_(torch.eye(8))
            words = model.bert.embeddings.word_embeddings.weight
            words[:, :2] = torch.tensor([1.0, -1.0])
            words[vocabulary.index(FOLLOWS)] = torch.tensor([0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 0.0, 0.0])
            words[vocabulary.index(DENIES)] = torch.tensor([0.0, 0.0, 0.0, 0.0, 1.0, -1.0, 0.0, 0.0])
            for number, label in enumerate(labels):
                if label.lower() == "entailment":
                    model.classifier.weight[number, 2] = 200.0
                elif label.lower() == "neutral":
                    model.classifier.bias[number] = 3.0
                else:
                    model.classifier.weight[number, 4] = 200.0
        model.save_pretrained(place / "plain")
        BertTokenizer(vocab=str(place / "vocab.txt"), model_max_length=512).save_pretrained(place / "plain")
        CrossEncoder(str(place / "plain"), activation_fn=activation).save(str(place / "nli"), create_model_card=False)
        return place / "nli"

    return make


def opened(folder: Path) -> Entailment:
    return open_entailment(str(folder), Settings(threads=1))


THREE = ("entailment", "neutral", "contradiction")


@pytest.mark.parametrize("labels", [THREE, ("CONTRADICTION", "ENTAILMENT", "NEUTRAL")])
def test_three_labels_are_read_in_the_order_and_case_of_the_model(make_model: MakeModel, labels: Sequence[str]) -> None:
    judge = opened(make_model(labels))
    follows, denies, other = (judge(QUOTE, f"The quote {word}.") for word in (FOLLOWS, DENIES, "ferry"))
    assert follows.entailment > 0.9
    assert denies.contradiction > 0.9
    assert other.neutral == pytest.approx(math.exp(3) / (math.exp(3) + 2), abs=1e-3)
    for judged in (follows, denies, other):
        assert judged.neutral is not None
        assert judged.entailment + judged.neutral + judged.contradiction == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("other", ["not_entailment", "NOT-ENTAILMENT", "non_entailment", "contradiction"])
def test_of_two_labels_what_does_not_follow_counts_as_contradiction(make_model: MakeModel, other: str) -> None:
    judge = opened(make_model(("entailment", other)))
    assert judge(QUOTE, FOLLOWS).entailment > 0.9
    assert judge(QUOTE, DENIES).contradiction > 0.9
    assert judge(QUOTE, "ferry") == Judged(0.5, None, 0.5)


def test_an_activation_of_its_own_changes_no_probability(make_model: MakeModel) -> None:
    import torch

    plain, bent = (opened(make_model(THREE, activation=own)) for own in (None, torch.nn.Sigmoid()))
    assert bent(QUOTE, "ferry") == plain(QUOTE, "ferry")


def test_more_than_the_model_reads_is_judged_by_its_beginning(make_model: MakeModel) -> None:
    judged = opened(make_model(THREE))("Wort " * 5000, f"{FOLLOWS} " * 5000)
    assert 0 <= judged.entailment <= 1


def test_eight_threads_get_what_one_gets(make_model: MakeModel) -> None:
    judge = opened(make_model(THREE))
    statements = [f"ferry {'quay ' * number} {FOLLOWS if number % 2 else DENIES}" for number in range(16)]
    alone = [judge(QUOTE, statement) for statement in statements]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda statement: judge(QUOTE, statement), statements)) == alone


def test_it_is_loaded_once(make_model: MakeModel) -> None:
    folder = make_model(THREE)
    loaded = module._open.cache_info().misses
    with ThreadPoolExecutor(8) as threads:
        assert len(set(map(id, threads.map(lambda _: opened(folder), range(8))))) == 1
    assert module._open.cache_info().misses == loaded + 1


# --- what it cannot be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "labels",
    [
        ("LABEL_0", "LABEL_1", "LABEL_2"),
        ("negative", "positive"),
        ("entailment",),
        ("entailment", "entailment "),
        ("entailment", "neutral"),
        (*THREE, "other"),
    ],
)
def test_labels_that_do_not_say_which_is_which_are_refused(make_model: MakeModel, labels: Sequence[str]) -> None:
    with pytest.raises(ModelMissing, match=r"has the labels .*needed; correct id2label.*BELEGT_ENTAILMENT unset"):
        opened(make_model(labels))


def test_an_encoder_is_no_entailment_model() -> None:
    with pytest.raises(ModelMissing, match=r"is no entailment model: it has learnt nothing.*BELEGT_ENTAILMENT"):
        opened(FOLDER)


def test_a_folder_that_is_missing_or_holds_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"no entailment model folder .*absent; name an existing folder"):
        opened(tmp_path / "absent")
    with pytest.raises(ModelMissing, match=r"cannot be loaded .*natural language inference.*BELEGT_ENTAILMENT"):
        opened(tmp_path)


def test_a_name_while_offline_fails_and_says_what_to_do() -> None:
    with pytest.raises(ModelMissing, match=r"not on this machine and .* cannot be reached .*BELEGT_ENTAILMENT unset"):
        open_entailment("nobody/absent-entailment-model-of-a-test", Settings())


def test_judgements_that_are_no_numbers_are_an_error(make_model: MakeModel) -> None:
    import torch

    judge = opened(make_model(THREE))
    broken = Entailment("broken", judge._model, THREE)
    with torch.no_grad():
        head = broken._model.transformers_model.classifier.bias
        before = head.clone()
        head.fill_(math.nan)
        try:
            with pytest.raises(ModelMissing, match="'broken' judges by no number"):
                broken(QUOTE, FOLLOWS)
        finally:
            head.copy_(before)
