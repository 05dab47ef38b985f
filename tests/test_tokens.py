"""Counting tokens: which vocabulary is opened when, that nothing is fetched, and what awkward text does."""

import base64
import hashlib
import importlib.util
import socket
import subprocess
import sys

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import tokens
from rag.errors import ModelMissing
from rag.tokens import open_tokenizer

SENTENCES = "Der Minister dementierte den Bericht am 3. Mai 2023: „Kein Wort davon ist wahr.“ He said so twice. " * 3


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*address, **options):
        raise AssertionError(f"a look-up of {address[0]}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder of tiktoken, and no encoding left over from another test."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("DATA_GYM_CACHE_DIR", raising=False)
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    return tmp_path


@pytest.fixture
def small_standard(monkeypatch):
    """Let a file of the 256 bytes pass as o200k_base, to us and to tiktoken: the real one is not on every machine."""
    content = b"".join(b"%s %d\n" % (base64.b64encode(bytes([byte])), byte) for byte in range(256))
    sha256 = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(tokens, "_STANDARD_SHA256", sha256)
    monkeypatch.setattr("tiktoken.load.check_hash", lambda data, _: hashlib.sha256(data).hexdigest() == sha256)
    return content


def test_without_the_file_the_embedded_vocabulary_counts(cache):
    assert open_tokenizer().name == "belegt_32k"
    assert list(cache.iterdir()) == []


def test_with_the_file_the_standard_vocabulary_counts(cache, small_standard):
    (cache / tokens._STANDARD_FILE).write_bytes(small_standard)
    assert open_tokenizer().name == "o200k_base"
    assert open_tokenizer("o200k_base").count("für") == 4


def test_a_file_with_a_wrong_hash_is_not_used_and_not_touched(cache):
    file = cache / tokens._STANDARD_FILE
    file.write_bytes(b"IQ== 0\n")
    assert open_tokenizer().name == "belegt_32k"
    with pytest.raises(ModelMissing, match="lacks a valid file"):
        open_tokenizer("o200k_base")
    assert file.read_bytes() == b"IQ== 0\n"


def test_a_folder_in_the_place_of_the_file_is_no_file(cache):
    (cache / tokens._STANDARD_FILE).mkdir()
    assert open_tokenizer().name == "belegt_32k"


def test_an_empty_variable_switches_the_cache_off(cache, small_standard, monkeypatch):
    (cache / tokens._STANDARD_FILE).write_bytes(small_standard)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    monkeypatch.setenv("DATA_GYM_CACHE_DIR", str(cache))
    monkeypatch.chdir(cache)  # where a path made from the empty name would lead
    assert open_tokenizer().name == "belegt_32k"
    with pytest.raises(ModelMissing, match="switched off"):
        open_tokenizer("o200k_base")


@pytest.mark.parametrize("place", ["DATA_GYM_CACHE_DIR", "temporary folder"])
def test_the_file_is_found_where_tiktoken_would_look(cache, small_standard, monkeypatch, place):
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR")
    if place == "temporary folder":
        monkeypatch.setattr("tempfile.tempdir", str(cache))
        folder = cache / "data-gym-cache"
    else:
        monkeypatch.setenv(place, str(cache))
        folder = cache
    folder.mkdir(exist_ok=True)
    (folder / tokens._STANDARD_FILE).write_bytes(small_standard)
    assert open_tokenizer().name == "o200k_base"


def test_the_standard_file_is_the_one_that_tiktoken_asks_for(monkeypatch):
    from tiktoken_ext import openai_public

    asked = []
    monkeypatch.setattr(openai_public, "load_tiktoken_bpe", lambda *address, **hashes: asked.append((address, hashes)))
    openai_public.o200k_base()
    [((address,), hashes)] = asked
    assert hashlib.sha1(address.encode()).hexdigest() == tokens._STANDARD_FILE
    assert hashes == {"expected_hash": tokens._STANDARD_SHA256}


def test_the_embedded_vocabulary_opens_by_name_even_if_the_standard_one_is_here(cache, small_standard):
    (cache / tokens._STANDARD_FILE).write_bytes(small_standard)
    assert open_tokenizer("belegt_32k").name == "belegt_32k"


def test_a_name_from_another_version_is_refused_with_what_to_do():
    with pytest.raises(ModelMissing, match=r"no tokenizer 'belegt_64k'.*build the index in a new folder"):
        open_tokenizer("belegt_64k")


def test_a_broken_plugin_is_one_error_with_what_to_do(cache, monkeypatch):
    def damaged():
        raise ValueError("belegt_32k.tiktoken holds 7 ranks instead of 32000")

    tiktoken.list_encoding_names()  # fills the table of constructors
    monkeypatch.setitem(tiktoken.registry.ENCODING_CONSTRUCTORS, "belegt_32k", damaged)
    with pytest.raises(ModelMissing, match=r"holds 7 ranks.*make install"):
        open_tokenizer()


def test_the_plugin_stands_beside_tiktokens_own_encodings_and_has_one_name():
    assert {"belegt_32k", "o200k_base", "cl100k_base"} <= set(tiktoken.list_encoding_names())
    names = ["rag.plugin", "rag.tiktoken_plugin", "rag.tiktoken_ext", "belegt_bpe"]
    assert [name for name in names if importlib.util.find_spec(name)] == []


def test_importing_the_module_does_not_import_tiktoken():
    code = "import sys, rag.tokens; sys.exit('tiktoken' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(deadline=None)  # the first example opens the vocabulary
@given(st.binary(max_size=200))
def test_any_bytes_come_back_exactly(content):
    encoding = tiktoken.get_encoding("belegt_32k")
    assert encoding.decode_bytes(encoding._encode_bytes(content)) == content


@settings(deadline=None)  # the first example opens the vocabulary
@given(st.text(max_size=200))
def test_any_text_comes_back_exactly(text):
    encoding = tiktoken.get_encoding("belegt_32k")
    assert encoding.decode(encoding.encode_ordinary(text)) == text


def test_news_has_about_a_token_a_word():
    count = open_tokenizer("belegt_32k").count(SENTENCES)
    assert 1.0 < count / len(SENTENCES.split()) < 1.6
    assert open_tokenizer("belegt_32k").count("") == 0


def test_the_marks_of_chat_models_are_text():
    counter = open_tokenizer("belegt_32k")
    assert counter.count("<|endoftext|>") > 3
    assert counter.count("a <|endoftext|> b") > counter.count("a b")


def test_long_text_counts_the_same_in_blocks_as_in_one_piece():
    counter, encoding = open_tokenizer("belegt_32k"), tiktoken.get_encoding("belegt_32k")
    text = SENTENCES * 300
    assert len(text) > 80_000
    assert counter.count(text) == len(encoding.encode_ordinary(text))


@pytest.mark.parametrize("run", ["a", " ", "/\n", "\u3042", "\ud800"])
def test_a_megabyte_without_a_break_is_counted(run):
    # Spaces: tiktoken alone panics with a stack overflow, and a panic is no Exception.
    counter, text = open_tokenizer("belegt_32k"), run * (1_000_000 // len(run))
    assert 0 < counter.count(text) <= 3_000_000


@pytest.mark.parametrize("text", ["\ud800", "Köln \udc80 Bonn", "\udfff\ud800", "\x00", "\ufeff\uffff"])
def test_what_is_no_proper_unicode_is_counted_all_the_same(text):
    assert open_tokenizer("belegt_32k").count(text) > 0
