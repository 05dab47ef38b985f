"""Train the vocabulary `belegt_32k`, which counts tokens where the real o200k_base is not on the machine.

    python -m rag.training.tokenizer --pairs ../shared/parallel/en-de.tsv.gz --out belegt_32k.tiktoken

Data: both sides of 215,072 English/German sentence pairs, each distinct sentence once (136,179 English, 139,912
German): the news and general test sets of WMT 2021 to 2024 with their references and two systems (released for
research, with a request to cite: Akhbardeh et al. 2021; Kocmi et al. 2022, 2023, 2024) and NTREX-128 (CC BY-SA 4.0,
Federmann et al. 2022). The ranks are kept, the sentences are not.

Method: byte-level byte pair encoding (Sennrich et al. 2016) on the pieces that o200k_base's pattern cuts, to 32,000
ranks: the 256 bytes, then the merges in the order they were learnt. Byte-level, so any text comes back exactly. The
same pairs give the same file, in whatever order they stand. English counts four times (`ENGLISH_WEIGHT`).

Figures: 40 s on one core (AMD EPYC). Tokens compared with o200k_base, median over texts that were not trained on:
German 1.03 (5 news articles), 0.99 (150 Wikinews articles), 0.98 (800 RTE-3 texts), 1.00 (120 XQuAD paragraphs);
English 1.07 (800 RTE-3 texts), 1.07 (120 XQuAD paragraphs).
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from tiktoken_ext.belegt_bpe import PATTERN, SIZE
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Split
from tokenizers.pre_tokenizers import Sequence as Steps
from tokenizers.trainers import BpeTrainer

ENGLISH_WEIGHT = 4
"""German has more word forms, so that equal weights give it most of the ranks: a German text then has 3 to 6 % fewer
tokens than in o200k_base and an English one 11 % more. A budget of tokens should mean the same in both languages."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Read pairs (English TAB German a line, gzip), train, and write a file of ranks in tiktoken's format."""
    parser = argparse.ArgumentParser(prog="python -m rag.training.tokenizer", description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, required=True, help="English TAB German a line, gzip")
    parser.add_argument("--out", type=Path, required=True, help="the file of ranks to write")
    options = parser.parse_args(arguments)
    with gzip.open(options.pairs, "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t") for line in lines]
    # Distinct sentences: one sentence stands in several pairs, with several translations.
    english, german = (dict.fromkeys(side) for side in zip(*pairs, strict=True))
    ranks = train([*list(english) * ENGLISH_WEIGHT, *german], SIZE)
    options.out.write_bytes(b"".join(base64.b64encode(token) + b" %d\n" % rank for token, rank in ranks.items()))
    print(f"{len(ranks):,} ranks from {len(english):,} English and {len(german):,} German sentences: {options.out}")


def train(texts: Iterable[str], size: int) -> dict[bytes, int]:
    """Return tiktoken ranks: each token's bytes and its place, bytes first, then merges in the order of learning.

    `size` is the number of ranks, at least 256; fewer come back where the texts hold no further pair to merge.
    """
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = Steps(
        [Split(Regex(PATTERN), "isolated"), ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.train_from_iterator(
        texts, BpeTrainer(vocab_size=size, initial_alphabet=ByteLevel.alphabet(), show_progress=False)
    )
    byte_of = _byte_of_letter()
    ranks = {bytes([byte]): byte for byte in range(256)}
    for pair in json.loads(tokenizer.to_str())["model"]["merges"]:
        # Two different merges can spell one token; the earlier one counts.
        ranks.setdefault(bytes(byte_of[letter] for part in pair for letter in part), len(ranks))
    return ranks


def _byte_of_letter() -> dict[str, int]:
    """Undo the byte-level alphabet of GPT-2, where printable bytes stand for themselves and others follow U+0100."""
    itself = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    others = (byte for byte in range(256) if byte not in itself)
    return {chr(byte): byte for byte in itself} | {chr(0x100 + place): byte for place, byte in enumerate(others)}


if __name__ == "__main__":
    main()
