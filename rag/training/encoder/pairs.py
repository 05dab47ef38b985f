"""Sentence pairs for training: reading, cleaning, holding out."""

import gzip
import random


def read_pairs(path):
    """Yield (english, german) from a TSV file (plain or gzip), skipping unusable lines."""
    opener = gzip.open if str(path).endswith(".gz") else open
    seen = set()
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 2:
                continue
            english, german = (" ".join(cell.split()) for cell in cells)
            if not usable(english, german) or (english, german) in seen:
                continue
            seen.add((english, german))
            yield english, german


def usable(english, german):
    if len(english) < 3 or len(german) < 3 or english == german:
        return False
    if "NO TRANSLATION" in english or "NO TRANSLATION" in german:
        return False
    if "??????" in english or "??????" in german:
        return False
    ratio = len(german) / len(english)
    return 0.5 <= ratio <= 2.5 or abs(len(german) - len(english)) < 15


def hold_out(pairs, count, seed=0):
    """Split off `count` pairs; no held-out sentence, on either side, stays in training."""
    pairs = list(pairs)
    picked, seen = [], set()
    order = list(range(len(pairs)))
    random.Random(seed).shuffle(order)
    for index in order:
        if len(picked) == count:
            break
        english, german = pairs[index]
        if len(english.split()) < 4 or english in seen or german in seen:
            continue
        picked.append((english, german))
        seen.update((english, german))
    training = [pair for pair in pairs if pair[0] not in seen and pair[1] not in seen]
    return training, picked
