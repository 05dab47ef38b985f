"""Encoders by name or folder: nothing cut off silently, prompts from where they belong, clear failures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import rag.encoder as encoder_module
from rag.encoder import open_encoder
from rag.encoder.models import ModelEncoder, _family
from rag.errors import ModelMissing
from rag.settings import Settings

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "query", "passage", "frage", ":", ".", "hafen", "bahn"]
MakeModel = Callable[..., Path]


@pytest.fixture(scope="module")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> MakeModel:
    """Return a function that makes a model folder of random weights, two layers and a vocabulary of single letters."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    def make(name: str, *, prompts: dict[str, str] | None = None, seed: int = 0, longest: int = 32) -> Path:
        place = tmp_path_factory.mktemp("models")
        letters = [*"abcdefghijklmnopqrstuvwxyz", *(f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
        (place / "vocab.txt").write_text("\n".join(VOCABULARY + letters), encoding="utf-8")
        torch.manual_seed(seed)
        size = len(VOCABULARY) + len(letters)
        config = BertConfig(
            vocab_size=size, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
            max_position_embeddings=longest,
        )  # fmt: skip
        plain = place / "plain"
        BertModel(config).save_pretrained(plain)
        BertTokenizer(vocab=str(place / "vocab.txt"), model_max_length=longest).save_pretrained(plain)
        words = Transformer(str(plain), max_seq_length=longest)
        model = SentenceTransformer(modules=[words, Pooling(16)])
        folder = place / name
        model.save(str(folder), create_model_card=False)
        about = folder / "config_sentence_transformers.json"
        about.write_text(json.dumps(json.loads(about.read_text()) | {"prompts": prompts or {}}))
        return folder

    return make


def prompts_of(folder: Path, **settings: str) -> tuple[str, str]:
    encoder = open_encoder(Settings(encoder=str(folder), threads=1, **settings))  # type: ignore[arg-type]
    assert isinstance(encoder, ModelEncoder)
    return encoder._question_prompt, encoder._passage_prompt


def test_prompts_come_from_the_model_the_family_or_the_settings(make_model: MakeModel) -> None:
    own = make_model("tiny", prompts={"query": "query: ", "document": "passage: "})
    assert prompts_of(own) == ("query: ", "passage: ")
    family = make_model("multilingual-e5-small")
    assert prompts_of(family) == ("query: ", "passage: ")
    assert prompts_of(family, question_prompt="frage: ", passage_prompt="") == ("frage: ", "")
    assert prompts_of(family, passage_prompt="hafen: ") == ("query: ", "hafen: ")
    assert prompts_of(make_model("tiny-plain")) == ("", "")


def test_a_family_is_told_by_the_models_own_name_only(make_model: MakeModel, tmp_path: Path) -> None:
    below = tmp_path / "e5-team" / "paraphrase"
    below.parent.mkdir()
    make_model("tiny").rename(below)
    assert prompts_of(below) == ("", "")
    assert _family("/c/models--intfloat--multilingual-e5-small/snapshots/ab12") == "intfloat--multilingual-e5-small"


def test_prompts_are_put_before_and_counted(make_model: MakeModel) -> None:
    folder = make_model("tiny-e5-like", prompts={"query": "query: ", "passage": "passage: "})
    encoder = open_encoder(Settings(encoder=str(folder), threads=1))
    bare = open_encoder(Settings(encoder=str(folder), threads=1, question_prompt="", passage_prompt=""))
    assert encoder.encode_question("hafen") == pytest.approx(bare.encode_question("query: hafen"), abs=1e-5)
    assert encoder.encode_passages(["bahn"])[0] == pytest.approx(bare.encode_passages(["passage: bahn"])[0], abs=1e-5)
    # 32 pieces, two of them special, two for the prompt
    assert encoder.fits("hafen " * 28)
    assert not encoder.fits("hafen " * 29)
    assert bare.fits("hafen " * 30)
    assert not bare.fits("hafen " * 31)


def test_a_fingerprint_tells_weights_and_prompts_apart(make_model: MakeModel) -> None:
    one, other = make_model("tiny", seed=1), make_model("tiny", seed=2)
    encoders = [
        open_encoder(Settings(encoder=str(one), threads=1)),
        open_encoder(Settings(encoder=str(other), threads=1)),
        open_encoder(Settings(encoder=str(one), threads=1, passage_prompt="passage: ")),
    ]
    assert len({encoder.fingerprint for encoder in encoders}) == 3
    encoder_module._open.cache_clear()
    assert open_encoder(Settings(encoder=str(one), threads=1)).fingerprint == encoders[0].fingerprint


def test_a_question_leaves_the_number_of_threads_as_it_was(make_model: MakeModel) -> None:
    import torch

    encoder = open_encoder(Settings(encoder=str(make_model("tiny"))))
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        encoder.encode_question("Wer?")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


# --- models that are not there --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["./absent", "/absent/model", "~/absent-model", "a/b/c"])
def test_a_folder_that_is_missing(name: str) -> None:
    with pytest.raises(ModelMissing, match=rf"no encoder folder {name}; name an existing folder"):
        open_encoder(Settings(encoder=name))


def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"cannot be loaded .*BELEGT_ENCODER"):
        open_encoder(Settings(encoder=str(tmp_path)))
    (tmp_path / "modules.json").write_text("[")
    with pytest.raises(ModelMissing, match="cannot be loaded"):
        open_encoder(Settings(encoder=str(tmp_path)))


def test_a_name_while_offline_fails_and_says_what_to_do() -> None:
    with pytest.raises(ModelMissing, match=r"not on this machine and .* cannot be reached .*BELEGT_ENCODER"):
        open_encoder(Settings(encoder="nobody/absent-model-of-a-test"))
