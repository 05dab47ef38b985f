"""The embedded encoder: offline and silent, without torch, the vectors of the reference, the same for the same text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from rag.encoder import Stretch, open_encoder
from rag.encoder.embedded import FOLDER, EmbeddedEncoder, open_embedded
from rag.encoder.models import ModelEncoder
from rag.errors import ModelMissing
from rag.settings import Settings
from rag.store.opening import open_database
from rag.types import Span
from tests.conftest import ONE_THREAD

HOME = Path(__file__).parents[2]

COMPOUNDS = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung",
)
VARIED = (
    "", " ", "?", "Öl", "Wer bietet Vermittlung an?", "What did Russia offer Venezuela?",
    "Der Minister dementierte am Montag den Bericht, wonach Russland Truppen nach Venezuela geschickt habe.",
    "\u201eDer Handel ist gewachsen\u201c, sagte Borissow. Laut Kreml sei das erst der Anfang.",
    '"Nobody was ever in danger," said minister Paul Brandt; commuters have to take the ferry until 2027.',
    "ロシアはベネズエラに何を提供したか。", "🚢🚢 Schiff ahoi! 🎉", "e\u0301te\u0301 Malmö naïve ÀÉÎ",
    "a\u00adb\u200bc\x00d\ufeff",
    "[CLS] [SEP] [MASK]", "1.234,56 € am 3.4.2026", *COMPOUNDS, " ".join(COMPOUNDS),
    "Satz " * 253, "Satz " * 254, "Satz " * 255, "Ein Satz, der zu lang ist, wird am Ende gekappt. " * 100,
    " ".join(COMPOUNDS * 9), "北" * 300,
)  # fmt: skip


@pytest.fixture(scope="module")
def embedded() -> EmbeddedEncoder:
    encoder = open_encoder(ONE_THREAD)
    assert isinstance(encoder, EmbeddedEncoder)
    return encoder


@pytest.fixture(scope="module")
def reference() -> ModelEncoder:
    """The same weights, run by sentence-transformers."""
    encoder = open_encoder(Settings(encoder=str(FOLDER), threads=1))
    assert isinstance(encoder, ModelEncoder)
    return encoder


# --- how it loads ---------------------------------------------------------------------------------

REFUSE = """
import socket, sys
def refuse(*args, **kwargs): raise SystemExit(f"the network was touched: {args}")
socket.getaddrinfo = refuse
socket.socket.connect = refuse
"""
LOAD = """
from rag.encoder import Stretch, open_encoder
from rag.settings import Settings
encoder = open_encoder(Settings(threads=1))
assert encoder.encode_passages(["Ein Satz.", "Noch einer."]).shape == (2, encoder.dimension)
"""
ASK = """
import rag
*_, last = rag.build("seeds", index=sys.argv[1])
assert rag.ask("What did Russia offer Venezuela?", index=sys.argv[1]).findings
heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub", "onnx", "rag.encoder.reranker"}
heavy &= set(sys.modules)
assert not heavy, heavy
"""


def run(code: str, *arguments: str) -> tuple[int, str, str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HOME), str(HOME / "rag" / "tiktoken-plugin")])}
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "TRANSFORMERS_VERBOSITY", "PYTHONWARNINGS"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", REFUSE + code, *arguments],
        capture_output=True, text=True, env=environment, check=False, cwd=HOME,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_it_loads_without_network_and_without_a_word() -> None:
    assert run(LOAD) == (0, "", "")


def test_building_and_asking_never_load_torch(tmp_path: Path) -> None:
    assert run(ASK, str(tmp_path / "index")) == (0, "", "")


def test_it_is_loaded_once(embedded: EmbeddedEncoder) -> None:
    assert open_encoder(Settings(threads=1, top_k=3, passage_tokens=80)) is embedded


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the encoder's folder, as an installed one: plain files side by side."""
    return Path(shutil.copytree(FOLDER, tmp_path / "weights"))


def test_files_that_are_links_into_a_store_of_packages_work(embedded: EmbeddedEncoder, tmp_path: Path) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).symlink_to(path)
    assert open_embedded(ONE_THREAD, tmp_path).fingerprint == embedded.fingerprint


def test_a_file_that_is_missing_or_damaged_is_named(copy: Path) -> None:
    (copy / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelMissing, match=r"cannot be loaded \(.*\); install Belegt again"):
        open_embedded(ONE_THREAD, copy)
    (copy / "model.safetensors").unlink()
    with pytest.raises(ModelMissing, match=r"model\.safetensors is missing\); install Belegt again"):
        open_embedded(ONE_THREAD, copy)


def test_a_fingerprint_tells_weights_and_prompts_apart(embedded: EmbeddedEncoder, copy: Path) -> None:
    same = open_embedded(ONE_THREAD, copy)
    assert same.fingerprint == embedded.fingerprint
    prompted = open_embedded(Settings(passage_prompt="passage: "), copy)
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(8 + int.from_bytes(file.read(8), "little"))  # the first tensor, after the header and its length
        file.write(b"\x01\x02")
    other = open_embedded(ONE_THREAD, copy)
    assert len({same.fingerprint, prompted.fingerprint, other.fingerprint}) == 3


# --- its vectors ----------------------------------------------------------------------------------


def test_vectors_are_near_those_of_sentence_transformers(embedded: EmbeddedEncoder, reference: ModelEncoder) -> None:
    # Eight bits move a vector a little, that of a single sign most; retrieval stays as good (see the model card).
    ours, theirs = embedded.encode_passages(VARIED), reference.encode_passages(VARIED)
    cosines = dict(zip(VARIED, (ours * theirs).sum(axis=1), strict=True))
    assert {text[:40]: cosine for text, cosine in cosines.items() if cosine < 0.97} == {}
    assert np.mean(list(cosines.values())) > 0.99


def test_the_same_text_has_the_same_vector_bit_for_bit(embedded: EmbeddedEncoder) -> None:
    vectors = embedded.encode_passages(VARIED)
    for text, vector in zip(VARIED, vectors, strict=True):
        assert np.array_equal(embedded.encode_passages([text])[0], vector)
        assert np.array_equal(embedded.encode_question(text), vector)
    assert np.array_equal(open_embedded(Settings(threads=3)).encode_passages(VARIED[::-1]), vectors[::-1])


def test_vectors_have_unit_length(embedded: EmbeddedEncoder) -> None:
    vectors = embedded.encode_passages(VARIED)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(VARIED)), abs=1e-5)
    assert embedded.encode_passages([]).shape == (0, embedded.dimension)


def stretch(*texts: str) -> Stretch:
    """A passage of these sentences, after something that is none."""
    text, spans = "*** ", []
    for sentence in texts:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += f"{sentence}\n"
    return Stretch(text, tuple(spans))


SENTENCES = [text for text in VARIED if text.strip() and len(text) < 200]


@given(st.lists(st.sampled_from(SENTENCES), max_size=6))
@settings(max_examples=30, deadline=None)
def test_sentences_are_read_together_and_each_by_itself(texts: list[str]) -> None:
    encoder = open_encoder(ONE_THREAD)
    (vectors,) = encoder.encode_stretches([stretch(*texts)])
    assert vectors.shape == (1 + len(texts), encoder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(1 + len(texts)), abs=1e-5)
    # Eight bits are spread over what is read together, which moves a single sign most.
    alone = encoder.encode_passages(texts)
    cosines = dict(zip(texts, (vectors[1:] * alone).sum(axis=1), strict=True))
    assert {text: cosine for text, cosine in cosines.items() if cosine < (0.97 if len(text) > 2 else 0.9)} == {}


def test_the_same_passage_has_the_same_vectors_whatever_is_read_before(embedded: EmbeddedEncoder) -> None:
    passages = [stretch(*SENTENCES[first : first + 3]) for first in range(0, len(SENTENCES), 3)]
    together = open_embedded(Settings(threads=3)).encode_stretches(passages[::-1])[::-1]
    for passage, vectors in zip(passages, together, strict=True):
        assert np.array_equal(embedded.encode_stretches([passage])[0], vectors)


def test_a_passage_without_sentences_is_read_whole(embedded: EmbeddedEncoder) -> None:
    for text in VARIED:
        (vectors,) = embedded.encode_stretches([Stretch(text)])
        assert np.allclose(vectors, embedded.encode_passages([text]), atol=1e-6)
    assert embedded.encode_stretches([]) == []


def test_eight_threads_encode_what_one_does(embedded: EmbeddedEncoder) -> None:
    texts = [f"Satz Nummer {number} über die Fähre nach Rügen." * (1 + number % 3) for number in range(16)]
    alone = [embedded.encode_question(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        fits = threads.map(embedded.fits, texts)
        together = list(threads.map(embedded.encode_question, texts))
        assert all(fits)
    assert np.array_equal(together, alone)


def test_prompts_are_put_before(embedded: EmbeddedEncoder) -> None:
    prompted = open_embedded(Settings(question_prompt="Frage: ", passage_prompt="Absatz: "))
    assert np.array_equal(prompted.encode_question("Wer?"), embedded.encode_question("Frage: Wer?"))
    assert np.array_equal(prompted.encode_passages(["Er."])[0], embedded.encode_question("Absatz: Er."))
    room = embedded.limit - embedded.pieces("")
    assert embedded.fits("er " * room)
    assert not prompted.fits("er " * room)


# --- what it reads --------------------------------------------------------------------------------


def test_every_passage_of_the_samples_is_read_whole(embedded: EmbeddedEncoder, seeds_index: Path) -> None:
    database = open_database(seeds_index)
    texts = [*database.texts("passages"), *database.texts("claims")]
    database.close()
    assert len(texts) > 100
    assert all(embedded.pieces(text) <= embedded.limit for text in texts)


def awkward_texts() -> Iterator[str]:
    yield from VARIED
    for count in (1, 5, 8, 9, 10, 11, 12, 13, 20, 60):
        yield " ".join(COMPOUNDS * count)[: count * 90]
    for character in ("ﷺ", "½", "…", "🚢", "北", "e\u0301", "İ", "ß", "\u00ad", "a ", "1,"):
        for count in (60, 120, 126, 127, 128, 253, 254, 255, 256, 300):
            yield character * count


def test_fits_is_what_the_reference_says(embedded: EmbeddedEncoder, reference: ModelEncoder) -> None:
    judged = {True: 0, False: 0}
    for text in awkward_texts():
        judged[embedded.fits(text)] += 1
        assert embedded.fits(text) == reference.fits(text), text[:30]
    assert min(judged.values()) > 10


def test_words_have_as_many_pieces_as_their_text(embedded: EmbeddedEncoder) -> None:
    for text in (*awkward_texts(), "", "Der  Hafen\nist\u00a0zu . ", "[SEP] [PAD]s", "ΑΣ Ο\u0308 \u0308", "a\x1cb c"):
        assert embedded.pieces(text) == len(embedded._tokenizer.encode(text).ids), text[:30]


def test_a_long_text_is_cut_where_the_reference_cuts_it(embedded: EmbeddedEncoder, reference: ModelEncoder) -> None:
    for text in awkward_texts():
        read = reference._model.tokenize([text])["input_ids"][0].tolist()
        assert embedded._read(text) == read, text[:30]
