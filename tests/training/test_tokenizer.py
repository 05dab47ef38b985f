"""The recipe of the vocabulary: its file is tiktoken's format, the same for the same pairs, and any bytes come back."""

import base64
import gzip

import pytest
import tiktoken
from tiktoken_ext.belegt_bpe import PATTERN, belegt_32k

from rag.training import tokenizer

PAIRS = [
    ("The minister denied the report.", "Der Minister dementierte den Bericht."),
    ("The minister said nothing.", "Der Minister sagte nichts."),
    ("The minister said nothing.", "Nichts sagte der Minister."),
]


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "pairs.tsv.gz"
    path.write_bytes(gzip.compress("".join(f"{english}\t{german}\n" for english, german in PAIRS).encode()))
    return path


def test_the_file_holds_every_byte_first_and_then_the_merges(pairs, tmp_path, capsys):
    out = tmp_path / "ranks.tiktoken"
    tokenizer.main(["--pairs", str(pairs), "--out", str(out)])
    lines = [line.split() for line in out.read_bytes().splitlines()]
    assert [int(rank) for _, rank in lines] == list(range(len(lines)))
    assert [base64.b64decode(token) for token, _ in lines[:256]] == [bytes([byte]) for byte in range(256)]
    assert b" minister" in {base64.b64decode(token) for token, _ in lines}
    assert "2 English and 3 German sentences" in capsys.readouterr().out


def test_the_order_of_the_texts_does_not_matter():
    texts = [side for pair in PAIRS for side in pair]
    assert tokenizer.train(texts, 300) == tokenizer.train(texts[::-1], 300)


def test_trained_ranks_give_every_byte_back():
    ranks = tokenizer.train([side for pair in PAIRS for side in pair], 300)
    encoding = tiktoken.Encoding("small", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    everything = bytes(range(256)) * 2
    assert encoding.decode_bytes(encoding._encode_bytes(everything)) == everything
    assert len(encoding.encode_ordinary("Der Minister")) < len("Der Minister") / 2


def test_the_file_that_belegt_carries_is_one_of_this_recipe():
    ranks = belegt_32k()["mergeable_ranks"]
    assert list(ranks.values()) == list(range(32_000))
    assert {b" Minister", b" minister", " für".encode()} <= set(ranks)
