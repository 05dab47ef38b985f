"""The encoder: offline and silent, nothing cut off silently, prompts from where they belong, clear failures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import rag.encoder as encoder_module
from rag.encoder import Encoder, open_encoder
from rag.errors import ModelMissing
from rag.settings import Settings
from rag.store.database import open_database
from tests.conftest import ONE_THREAD

HOME = Path(__file__).parents[1]

COMPOUNDS = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung",
)


@pytest.fixture(scope="module")
def embedded() -> Encoder:
    return open_encoder(ONE_THREAD)


def pieces_read(encoder: Encoder, text: str) -> int:
    """Return how many pieces the model would see if it cut nothing off."""
    return len(encoder._model.tokenizer(encoder._passage_prompt + text, truncation=False)["input_ids"])


# --- the embedded one -----------------------------------------------------------------------------

LOAD = """
import socket
def refuse(*args, **kwargs): raise SystemExit(f"the network was touched: {args}")
socket.getaddrinfo = refuse
socket.socket.connect = refuse
from rag.encoder import open_encoder
from rag.settings import Settings
encoder = open_encoder(Settings(threads=1))
assert encoder.encode_passages(["Ein Satz.", "Noch einer."]).shape == (2, encoder.dimension)
"""


def test_it_loads_without_network_and_without_a_word() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HOME), str(HOME / "rag" / "tiktoken-plugin")])}
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "TRANSFORMERS_VERBOSITY", "PYTHONWARNINGS"):
        environment.pop(name, None)
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_vectors_have_unit_length_and_do_not_depend_on_their_neighbours(embedded: Encoder) -> None:
    texts = ["Ein kurzer Satz.", "Ein langer Satz, " * 20, "Öl"]
    vectors = embedded.encode_passages(texts)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        assert embedded.encode_passages([text])[0] == pytest.approx(vector, abs=1e-4)
    assert embedded.encode_passages([]).shape == (0, embedded.dimension)


def test_every_passage_of_the_samples_is_read_whole(embedded: Encoder, seeds_index: Path) -> None:
    database = open_database(seeds_index)
    texts = [*database.texts("passages"), *database.texts("claims")]
    database.close()
    assert len(texts) > 100
    for text in texts:
        assert pieces_read(embedded, text) <= embedded._model.max_seq_length


def awkward_texts() -> Iterator[str]:
    for count in (1, 5, 8, 9, 10, 11, 12, 13, 20, 60):
        yield " ".join(COMPOUNDS * count)[: count * 90]
    for character in ("ﷺ", "½", "…", "🚢", "北", "e\u0301", "İ", "ß", "\u00ad", "a ", "1,"):
        for count in (60, 120, 126, 127, 128, 253, 254, 255, 256, 300):
            yield character * count


def test_fits_is_what_the_tokenizer_says(embedded: Encoder) -> None:
    limit = embedded._model.max_seq_length
    judged = {True: 0, False: 0}
    for text in awkward_texts():
        judged[embedded.fits(text)] += 1
        assert embedded.fits(text) == (pieces_read(embedded, text) <= limit), text[:30]
    assert min(judged.values()) > 10


def test_what_does_not_fit_is_what_the_model_would_cut(embedded: Encoder) -> None:
    for text in (" ".join(COMPOUNDS * 9), "Satz " * 250):
        read = embedded._model.tokenize([text])["input_ids"].shape[1]
        assert embedded.fits(text) == (read == pieces_read(embedded, text))


def test_eight_threads_encode_what_one_does(embedded: Encoder) -> None:
    texts = [f"Satz Nummer {number} über die Fähre nach Rügen." * (1 + number % 3) for number in range(16)]
    alone = [embedded.encode_question(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        fits = threads.map(embedded.fits, texts)
        together = list(threads.map(embedded.encode_question, texts))
        assert all(fits)
    assert np.array(together) == pytest.approx(np.array(alone), abs=1e-5)


def test_a_question_leaves_the_number_of_threads_as_it_was(embedded: Encoder) -> None:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        embedded.encode_question("Wer?")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_it_is_loaded_once(embedded: Encoder) -> None:
    assert open_encoder(Settings(threads=1, top_k=3, passage_tokens=80)) is embedded


# --- other models ---------------------------------------------------------------------------------

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
    assert encoder_module._family("/c/models--intfloat--multilingual-e5-small/snapshots/ab12") == (
        "intfloat--multilingual-e5-small"
    )


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


def test_a_name_while_offline_fails_soon_and_says_what_to_do() -> None:
    began = time.monotonic()
    with pytest.raises(ModelMissing, match=r"not on this machine and .* cannot be reached .*BELEGT_ENCODER"):
        open_encoder(Settings(encoder="nobody/absent-model-of-a-test"))
    assert time.monotonic() - began < 20, "the library's own retries take minutes"
