"""The reranker: it judges what was found, its judgement shows in order and scores, and what it cannot do is said."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import rag.encoder.reranker as module
from rag.corpus import Corpus, open_corpus
from rag.encoder.embedded import FOLDER
from rag.encoder.reranker import Reranker, open_reranker
from rag.errors import ModelMissing
from rag.settings import Settings
from rag.types import Hit
from tests.conftest import FakeEncoder, finish

LIKED = "ferry"
QUESTION = "Wer will den Hafen von Wismar vertiefen?"
DISLIKES = 1 / (1 + math.exp(2))
"""What the judge thinks of a text without the word that it likes: the sigmoid of its bias."""

MakeJudge = Callable[..., Path]


@pytest.fixture(scope="module")
def make_judge(tmp_path_factory: pytest.TempPathFactory) -> MakeJudge:
    """Return a function that makes a cross-encoder of two layers which likes texts that hold one word.

    Every other word is unknown to it. Its attention is uniform, so that the first place, which is judged, sees the
    mean of all words; of three directions one belongs to the word that is liked.
    """
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    def make(name: str = "judge", *, labels: int = 1, activation: torch.nn.Module | None = None) -> Path:
        place = tmp_path_factory.mktemp("judges")
        vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", LIKED]
        (place / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
        config = BertConfig(
            vocab_size=len(vocabulary), hidden_size=6, num_hidden_layers=2, num_attention_heads=1, intermediate_size=6,
            max_position_embeddings=512, num_labels=labels,
        )  # fmt: skip
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            for weight in model.parameters():
                weight.zero_()
            for key, module_ in model.named_modules():
                if isinstance(module_, torch.nn.LayerNorm):
                    module_.weight.fill_(1)
                if key.endswith(("attention.self.value", "attention.output.dense", "pooler.dense")):
                    module_.weight.copy_(torch.eye(6))
            words = model.bert.embeddings.word_embeddings.weight
            words[:, :2] = torch.tensor([1.0, -1.0])
            words[vocabulary.index(LIKED)] = torch.tensor([0.0, 0.0, 1.0, -1.0, 0.0, 0.0])
            model.classifier.weight[0, 2], model.classifier.bias[0] = 200.0, -2.0
        plain = place / "plain"
        model.save_pretrained(plain)
        BertTokenizer(vocab=str(place / "vocab.txt"), model_max_length=512).save_pretrained(plain)
        CrossEncoder(str(plain), activation_fn=activation).save(str(place / name), create_model_card=False)
        return place / name

    return make


@pytest.fixture(scope="module")
def judge(make_judge: MakeJudge) -> Reranker:
    return open_reranker(str(make_judge()), Settings(threads=1))


@pytest.fixture
def plain(articles_folder: Path, index: Path, fake: FakeEncoder) -> Corpus:
    """The three articles, built and asked without a reranker."""
    finish(articles_folder, index)
    return open_corpus(index)


@pytest.fixture
def reranked(plain: Corpus, judge: Reranker) -> Corpus:
    """The same index, asked with a reranker."""
    return open_corpus(plain.folder, Settings(threads=1, reranker=judge.name))


# --- what it does ---------------------------------------------------------------------------------


def test_a_text_is_judged_by_a_value_from_nought_to_one(judge: Reranker) -> None:
    liked, disliked = judge.judge(QUESTION, ["Commuters have to take the ferry.", "Der Hafen wird vertieft."])
    assert disliked == pytest.approx(DISLIKES, abs=1e-4)
    assert 0.9 < liked <= 1
    assert judge.judge(QUESTION, []).shape == (0,)
    assert 0 <= judge.judge(QUESTION, ["Wort " * 5000])[0] <= 1


def test_a_models_own_activation_is_kept_and_a_bare_logit_is_not(make_judge: MakeJudge) -> None:
    import torch

    identity = make_judge("identity", activation=torch.nn.Identity())
    assert open_reranker(str(identity), Settings()).judge("?", ["x"]) == pytest.approx([DISLIKES], abs=1e-4)
    hard = make_judge("hard", activation=torch.nn.Hardsigmoid())
    assert open_reranker(str(hard), Settings()).judge("?", ["x"]) == pytest.approx([1 / 2 - 2 / 6], abs=1e-4)
    tanh = make_judge("tanh", activation=torch.nn.Tanh())
    assert open_reranker(str(tanh), Settings()).judge("?", ["x"]).tolist() == [0]


def by_place(hits: list[Hit]) -> dict[tuple[str, int], Hit]:
    return {(hit.passage.article.id, hit.passage.start): hit for hit in hits}


def test_hits_come_in_the_order_of_both_scores(plain: Corpus, reranked: Corpus) -> None:
    before, after = plain.retrieve(QUESTION, 12), reranked.retrieve(QUESTION, 12)
    assert by_place(before).keys() == by_place(after).keys()
    assert LIKED not in before[0].passage.text
    assert LIKED in after[0].passage.text
    assert [hit.score for hit in after] == sorted((hit.score for hit in after), reverse=True)
    for place, hit in by_place(after).items():
        judgement = hit.channels["reranker"]
        assert hit.score == pytest.approx((by_place(before)[place].score + judgement) / 2)
        assert (judgement > 0.5) == (LIKED in hit.passage.text)
        assert hit.claims == by_place(before)[place].claims
        for claim, old, new in zip(hit.claims, by_place(before)[place].claim_scores, hit.claim_scores, strict=True):
            assert (new.cosine, new.coverage) == (old.cosine, old.coverage)
            assert (2 * new.score - old.score > 0.5) == (LIKED in claim.quote)
            assert 0 <= new.score <= 1
        assert 0 <= hit.score <= 1
        assert hit.to_dict()["channels"]["reranker"] == round(judgement, 4)
    assert len(reranked.retrieve(QUESTION, 1)) == 1


def test_claims_beyond_the_bound_take_over_the_judgement_of_their_passage(
    plain: Corpus, judge: Reranker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CLAIMS", 2)
    asked: list[int] = []
    predict = judge.judge
    monkeypatch.setattr(judge, "judge", lambda question, texts: asked.append(len(texts)) or predict(question, texts))
    before = plain.retrieve(QUESTION, 12)
    after = judge.rerank(QUESTION, before)
    assert asked == [len(before), 2]
    old = [by_place(before)[place].claim_scores for place in by_place(after)]
    for hit, scores in list(zip(after, old, strict=True))[1:]:
        assert [score.score for score in hit.claim_scores] == pytest.approx(
            [(score.score + hit.channels["reranker"]) / 2 for score in scores]
        )


def test_an_answer_follows_it_and_says_how_long_it_took(plain: Corpus, reranked: Corpus) -> None:
    question = "Will commuters take the old bridge over the Elbe until spring?"
    before, after = plain.ask(question), reranked.ask(question)
    assert before.findings
    assert after.findings
    assert set(after.timing) - set(before.timing) == {"rerank"}
    assert LIKED not in before.findings[0].quote
    assert all(0 <= finding.score <= 1 for finding in after.findings)
    assert LIKED in after.findings[0].quote
    assert after.confidence == before.confidence, "whether there is an answer is told by what was measured"


def test_nothing_found_is_nothing_judged(judge: Reranker) -> None:
    assert judge.rerank(QUESTION, []) == []


def test_eight_threads_get_what_one_gets(reranked: Corpus) -> None:
    questions = [f"{QUESTION} {'Warum ' * number}" for number in range(12)]

    def scores(question: str) -> list[float]:
        return [hit.score for hit in reranked.retrieve(question, 12)]

    alone = [scores(question) for question in questions]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(scores, questions))
    for one, other in zip(alone, together, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_its_model_is_used_by_one_thread_at_a_time(judge: Reranker, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = 0, 0
    predict = judge._model.predict

    def watched(*args: Any, **kwargs: Any) -> Any:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.01)
        values = predict(*args, **kwargs)
        inside -= 1
        return values

    monkeypatch.setattr(judge._model, "predict", watched)
    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(lambda number: judge.judge("?", ["x " * number]), range(1, 9)))) == 8
    assert most == 1


def test_it_is_loaded_once_and_by_the_first_question(plain: Corpus, make_judge: MakeJudge) -> None:
    name = str(make_judge())
    loaded = module._open.cache_info().misses
    corpus = open_corpus(plain.folder, Settings(threads=1, reranker=name))
    assert module._open.cache_info().misses == loaded
    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(lambda _: corpus.retrieve(QUESTION), range(8)))) == 8
    assert module._open.cache_info().misses == loaded + 1


# --- what it cannot be ----------------------------------------------------------------------------


def test_a_folder_that_is_missing_or_holds_no_model(plain: Corpus, tmp_path: Path) -> None:
    corpus = open_corpus(plain.folder, Settings(reranker="./absent"))
    for ask in (corpus.ask, corpus.retrieve):
        with pytest.raises(
            ModelMissing, match=r"no reranker folder \./absent; name an existing folder or a model such"
        ):
            ask(QUESTION)
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        ModelMissing, match=r"the reranker .* cannot be loaded .*CrossEncoder or folder.*BELEGT_RERANKER"
    ):
        open_reranker(str(tmp_path / "empty"), Settings())


def test_a_name_while_offline_fails_and_says_what_to_do() -> None:
    with pytest.raises(ModelMissing, match=r"not on this machine and .* cannot be reached .*BELEGT_RERANKER unset"):
        open_reranker("nobody/absent-reranker-of-a-test", Settings())


def test_a_model_of_several_labels_is_refused(make_judge: MakeJudge) -> None:
    with pytest.raises(ModelMissing, match=r"has 3 labels, where one is needed.*BELEGT_RERANKER"):
        open_reranker(str(make_judge(labels=3)), Settings())


def test_an_encoder_is_no_reranker() -> None:
    with pytest.raises(ModelMissing, match=r"is no reranker.*cross-encoder/"):
        open_reranker(str(FOLDER), Settings())


def test_judgements_that_are_no_numbers_are_an_error(judge: Reranker) -> None:
    import torch

    broken = Reranker("broken", judge._model)
    broken._activation = torch.log
    with pytest.raises(ModelMissing, match="'broken' judges by no number"):
        broken.judge(QUESTION, ["Der Hafen wird vertieft."])
