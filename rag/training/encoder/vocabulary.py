"""German pieces for an English WordPiece model.

`build` keeps the Latin-script pieces of the English vocabulary, adds German pieces learned from the
pairs up to a row budget, and gives each new piece a starting embedding: the mean of the English
words it is aligned with (two IBM-1 models with a diagonal prior, links both agree on), blended with
the mean of the pieces that the English tokenizer would cut it into.
"""

import json
import unicodedata
from collections import Counter

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
GERMAN = {"ä": "\ue000", "ö": "\ue001", "ü": "\ue002"}  # private letters shield the umlauts from StripAccents


def normalizer():
    """Lower-cases and strips accents as uncased BERT does, but leaves ä, ö and ü."""
    steps = [
        normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True),
        normalizers.NFC(),
    ]
    steps += [normalizers.Replace(letter, shield) for letter, shield in GERMAN.items()]
    steps += [normalizers.NFD(), normalizers.StripAccents()]
    steps += [normalizers.Replace(shield, letter) for letter, shield in GERMAN.items()]
    return normalizers.Sequence(steps)


def belongs(piece):
    """Is this piece of the English vocabulary of use for English or German text?"""
    if piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
        return False
    for letter in piece.removeprefix("##"):
        if ord(letter) < 128:
            continue
        name = unicodedata.name(letter, "")
        category = unicodedata.category(letter)
        if category.startswith("L") and not name.startswith(
            ("LATIN", "GREEK", "MODIFIER", "MICRO", "FEMININE", "MASCULINE")
        ):
            return False
        if name.startswith(
            (
                "CJK",
                "IDEOGRAPHIC",
                "HIRAGANA",
                "KATAKANA",
                "ARABIC",
                "HEBREW",
                "DEVANAGARI",
                "BENGALI",
                "TAMIL",
                "THAI",
                "TIBETAN",
                "HANGUL",
                "CYRILLIC",
                "FULLWIDTH",
                "MUSIC",
                "KATAKANA",
            )
        ):
            return False
        if category.startswith("M"):
            return False
    return True


def wordpiece(pieces, without=()):
    """The tokenizer; `without` leaves out pieces (rows unchanged), to cut words otherwise while training."""
    left_out = set(without)
    tokenizer = Tokenizer(
        models.WordPiece(
            {piece: row for row, piece in enumerate(pieces) if row not in left_out},
            unk_token="[UNK]",
            max_input_chars_per_word=100,
        )
    )
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", SPECIAL.index("[CLS]")), ("[SEP]", SPECIAL.index("[SEP]"))],
    )
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def count_words(texts):
    shape, cut = normalizer(), pre_tokenizers.BertPreTokenizer()
    words = Counter()
    for text in texts:
        words.update(word for word, _ in cut.pre_tokenize_str(shape.normalize_str(text)))
    return words


def count_pieces(model, words):
    use, names = Counter(), list(words)
    for word, encoded in zip(names, model.encode_batch(names, add_special_tokens=False)):
        for piece in encoded.tokens:
            use[piece] += words[word]
    return use


def choose(old_pieces, german, english, rows, candidates=48000, rounds=5):
    """Pieces of the new vocabulary: special, kept English ones, then the German ones most used."""
    kept = SPECIAL + [piece for piece in old_pieces if belongs(piece)]
    known = set(kept)
    letters = sorted(
        {letter for piece in kept for letter in piece.removeprefix("##") if len(piece.removeprefix("##")) == 1}
        | set("äöüß")
    )
    forced = [piece for letter in letters for piece in (letter, "##" + letter) if piece not in known]
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    learner.normalizer, learner.pre_tokenizer = normalizer(), pre_tokenizers.BertPreTokenizer()
    learner.train_from_iterator(
        german,
        trainers.WordPieceTrainer(
            vocab_size=candidates,
            min_frequency=3,
            special_tokens=SPECIAL,
            initial_alphabet=letters,
            show_progress=False,
            continuing_subword_prefix="##",
        ),
    )
    fresh = [
        p
        for p, _ in sorted(learner.get_vocab().items(), key=lambda item: item[1])
        if p not in known and p not in forced and belongs(p)
    ]
    german_words, english_words = count_words(german), count_words(english)
    room = rows - len(kept) - len(forced)
    for turn in range(rounds):  # greedy cutting uses other pieces than the learner's merges: prune by real use
        model = wordpiece(kept + forced + fresh)
        use, foreign = count_pieces(model, german_words), count_pieces(model, english_words)
        # a piece that English text uses too (names, mostly) would only change how English is cut
        fresh = [p for p in fresh if use[p] >= 2 and foreign[p] <= 0.3 * use[p]]
        excess = len(fresh) - room
        if excess <= 0:
            break
        drop = excess if turn == rounds - 1 else (excess + 1) // 2
        fresh = sorted(fresh, key=lambda p: -use[p])[: len(fresh) - drop]
    return kept + forced + fresh, len(kept)


def align(left, right, left_size, right_size, iterations=4, sharpness=3.0):
    """Expected link counts on which both directions of IBM-1 agree: (left, right, count) arrays."""
    link_left, link_right, place_left, place_right, prior = [], [], [], [], []
    at_left = at_right = 0
    for a, b in zip(left, right):
        n, m = len(a), len(b)
        i, j = np.divmod(np.arange(n * m), m)
        link_left.append(a[i])
        link_right.append(b[j])
        place_left.append((i + at_left).astype(np.int32))
        place_right.append((j + at_right).astype(np.int32))
        prior.append(np.exp(-sharpness * np.abs((i + 0.5) / n - (j + 0.5) / m)).astype(np.float32))
        at_left += n
        at_right += m
    link_left, link_right = np.concatenate(link_left), np.concatenate(link_right)
    place_left, place_right, prior = np.concatenate(place_left), np.concatenate(place_right), np.concatenate(prior)
    key = link_left.astype(np.int64) * right_size + link_right
    types, link = np.unique(key, return_inverse=True)
    link = link.astype(np.int32)
    type_left, type_right = types // right_size, types % right_size
    from_left = from_right = np.ones(len(types), np.float32)
    for _ in range(iterations):
        score = prior * from_left[link]  # which left word explains each right place
        by_right = score / np.bincount(place_right, score, at_right).astype(np.float32)[place_right]
        score = prior * from_right[link]  # which right word explains each left place
        by_left = score / np.bincount(place_left, score, at_left).astype(np.float32)[place_left]
        counts = np.bincount(link, by_right, len(types))
        from_left = (counts / (np.bincount(type_left, counts, left_size)[type_left] + 1e-9)).astype(np.float32)
        counts = np.bincount(link, by_left, len(types))
        from_right = (counts / (np.bincount(type_right, counts, right_size)[type_right] + 1e-9)).astype(np.float32)
    return type_left, type_right, np.bincount(link, by_left * by_right, len(types))


def initial_embeddings(pieces, kept, old_tokenizer, old_table, pairs, longest=45, report=print):
    """Rows for all pieces: kept English rows unchanged, German rows from aligned English words."""
    old_ids = old_tokenizer.get_vocab()
    table = np.zeros((len(pieces), old_table.shape[1]), np.float32)
    new = wordpiece(pieces)
    for row, piece in enumerate(pieces[:kept]):
        table[row] = old_table[old_ids[piece]]
    # fallback: the pieces the English tokenizer cuts the bare string into
    for row in range(kept, len(pieces)):
        piece = pieces[row]
        bare = piece.removeprefix("##")
        tokens = old_tokenizer.encode(bare, add_special_tokens=False).tokens
        if piece.startswith("##") and tokens and "##" + tokens[0] in old_ids:
            tokens[0] = "##" + tokens[0]
        ids = [old_ids[t] for t in tokens] or [old_ids["[UNK]"]]
        table[row] = old_table[ids].mean(0)
    # alignment
    shape, cut = old_tokenizer.normalizer, old_tokenizer.pre_tokenizer
    words, english, german = {}, [], []
    english_words = [[w for w, _ in cut.pre_tokenize_str(shape.normalize_str(e))] for e, _ in pairs]
    for sentence, encoded in zip(english_words, new.encode_batch([d for _, d in pairs], add_special_tokens=False)):
        if 0 < len(sentence) <= longest and 0 < len(encoded.ids) <= longest:
            english.append(np.array([words.setdefault(w, len(words)) for w in sentence], np.int32))
            german.append(np.array(encoded.ids, np.int32))
    report(f"aligning {len(english)} pairs, {len(words)} English words")
    vectors = np.stack(
        [old_table[old_tokenizer.encode(w, add_special_tokens=False).ids or [old_ids["[UNK]"]]].mean(0) for w in words]
    )
    g, e, count = align(german, english, len(pieces), len(words))
    total = np.bincount(g, count, len(pieces))
    share = count / (total[g] + 1e-9)
    order = np.lexsort((-share, g))
    g, e, count, share = g[order], e[order], count[order], share[order]
    bounds = np.searchsorted(g, np.arange(len(pieces) + 1))
    names = list(words)
    shown = {}
    for row in range(kept, len(pieces)):
        part = slice(bounds[row], min(bounds[row + 1], bounds[row] + 8))
        good = share[part] >= 0.04
        if not good.any() or total[row] < 0.3:
            continue
        weights = share[part][good] ** 1.3
        weights /= weights.sum()
        chosen = vectors[e[part][good]]
        mean = weights @ chosen
        mean *= (weights @ np.linalg.norm(chosen, axis=1)) / np.linalg.norm(mean) * 0.5 + 0.5
        trust = total[row] / (total[row] + 1.0)
        table[row] = trust * mean + (1 - trust) * table[row]
        shown[pieces[row]] = [(names[k], round(float(s), 2)) for k, s in zip(e[part][good][:4], share[part][good][:4])]
    report(f"{len(shown)} of {len(pieces) - kept} German pieces aligned")
    return table, shown


def build(base, old_table, pairs, rows):
    """New pieces, count of kept English ones, embedding table, and a sample of the alignment."""
    old_tokenizer = Tokenizer.from_file(f"{base}/tokenizer.json")
    old_tokenizer.no_padding()
    old_tokenizer.no_truncation()
    old_pieces = [p for p, _ in sorted(old_tokenizer.get_vocab().items(), key=lambda item: item[1])]
    distinct = {}
    for english, german in pairs:
        distinct.setdefault(german, english)
    pieces, kept = choose(old_pieces, list(distinct), list({e for e, _ in pairs}), rows)
    table, shown = initial_embeddings(pieces, kept, old_tokenizer, old_table, [(e, d) for d, e in distinct.items()])
    return pieces, kept, table, shown
