"""Multilingual distillation of a small English sentence encoder onto English-German pairs.

    python -m rag.training.encoder.train --pairs en-de.tsv.gz --base MODEL --out OUT --work WORK --minutes 75

Everything expensive is cached in WORK (teacher embeddings, vocabulary, checkpoint); run again with the
same arguments to go on where it stopped. The learning rate follows the share of the planned minutes that
is used up, so a slow or shared machine still ends with a fully cooled model.
"""

import argparse
import json
import random
import shutil
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional as F

from rag.training.encoder import vocabulary
from rag.training.encoder.pairs import hold_out, read_pairs
from rag.training.encoder.teacher import embed, load_model, load_tokenizer, pad, pooled


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, flush=True)


class TwoTables(torch.nn.Module):
    """An embedding whose kept and new rows are separate parameters (for separate learning rates)."""

    def __init__(self, table, kept):
        super().__init__()
        self.kept = kept
        self.old = torch.nn.Parameter(table[:kept].clone())
        self.new = torch.nn.Parameter(table[kept:].clone())

    def forward(self, ids):
        fresh = ids >= self.kept
        old = F.embedding(ids.clamp(max=self.kept - 1), self.old)
        new = F.embedding((ids - self.kept).clamp(min=0), self.new)
        return torch.where(fresh.unsqueeze(-1), new, old)

    @property
    def weight(self):
        return torch.cat([self.old, self.new])


def make_student(base, table, kept):
    model = load_model(base)
    model.embeddings.word_embeddings = TwoTables(torch.from_numpy(table), kept)
    model.config.vocab_size = len(table)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    for parameter in model.pooler.parameters():
        parameter.requires_grad_(False)
    return model


def save_model(model, tokenizer, base, out, max_length=256):
    """A sentence-transformers folder: float16 weights that load as float32."""
    base, out = Path(base), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    weights = {}
    for name, value in model.state_dict().items():
        if name.startswith("embeddings.word_embeddings.") or name.endswith("position_ids"):
            continue
        weights[name] = value.detach().to(torch.float16).contiguous()
    weights["embeddings.word_embeddings.weight"] = model.embeddings.word_embeddings.weight.detach().to(torch.float16)
    save_file(weights, out / "model.safetensors.part", metadata={"format": "pt"})
    (out / "model.safetensors.part").chmod(0o644)
    (out / "model.safetensors.part").replace(out / "model.safetensors")
    config = json.loads((base / "config.json").read_text())
    config.pop("_name_or_path", None)
    config.update(vocab_size=model.config.vocab_size, dtype="float32", torch_dtype="float32", pad_token_id=0)
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    tokenizer.save(str(out / "tokenizer.json"))
    special = {
        "unk_token": "[UNK]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "cls_token": "[CLS]",
        "mask_token": "[MASK]",
    }
    (out / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n")
    (out / "tokenizer_config.json").write_text(
        json.dumps(
            special
            | {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "model_max_length": max_length,
                "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
                "clean_up_tokenization_spaces": False,
            },
            indent=2,
        )
        + "\n"
    )
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    (out / "vocab.txt").write_text("".join(piece + "\n" for piece, _ in pieces), encoding="utf-8")
    for name in ("modules.json", "config_sentence_transformers.json"):
        shutil.copy(base / name, out / name)
    (out / "sentence_bert_config.json").write_text(
        json.dumps({"max_seq_length": max_length, "do_lower_case": False}) + "\n"
    )
    shutil.copytree(base / "1_Pooling", out / "1_Pooling", dirs_exist_ok=True)
    (out / "2_Normalize").mkdir(exist_ok=True)


def make_passages(pairs_by_english, english, vectors, count, rng, seeds_per_block=1000):
    """Topical passages: a sentence with some of its nearest neighbours, in both languages."""
    unit = vectors.astype(np.float32)
    seeds = rng.sample(range(len(english)), count)
    passages = []
    for start in range(0, count, seeds_per_block):
        block = seeds[start : start + seeds_per_block]
        scores = unit[block] @ unit.T
        near = np.argpartition(-scores, 24, axis=1)[:, :24]
        for row, seed in enumerate(block):
            chosen = [seed]
            size = rng.choice((2, 3, 4, 5, 6))
            for other in sorted(near[row], key=lambda k: -scores[row, k]):
                if len(chosen) == size:
                    break
                if scores[row, other] < 0.9 and all(unit[other] @ unit[k] < 0.85 for k in chosen):
                    chosen.append(int(other))
            while len(chosen) < size:
                chosen.append(rng.randrange(len(english)))
            rng.shuffle(chosen)
            sides = [(english[k], rng.choice(pairs_by_english[english[k]])) for k in chosen]
            passages.append((" ".join(e for e, _ in sides), " ".join(d for _, d in sides)))
    return passages


class Batches:
    """An endless stream of length-sorted batches (token ids, target row); its place can be saved."""

    def __init__(self, groups, tokens, items, seed, block=6000):
        # groups: list of (ids, targets, share); a share below 1 takes a fresh part of the group each pass
        self.groups, self.tokens, self.items, self.seed, self.block = groups, tokens, items, seed, block

    def passes(self):
        turn = 0
        while True:
            rng = random.Random(f"{self.seed} {turn}")
            chosen = []
            for number, (ids, _, share) in enumerate(self.groups):
                order = list(range(len(ids)))
                random.Random(f"{self.seed} {number} {int(turn * share)}").shuffle(order)
                size = int(len(order) * min(share, 1))
                first = (turn * size) % max(1, len(order) - size + 1)
                chosen += [(number, k) for k in order[first : first + size]]
            rng.shuffle(chosen)
            for start in range(0, len(chosen), self.block):
                part = sorted(
                    chosen[start : start + self.block], key=lambda item: len(self.groups[item[0]][0][item[1]])
                )
                batches, batch = [], []
                for item in part:
                    length = len(self.groups[item[0]][0][item[1]])
                    if batch and (length * (len(batch) + 1) > self.tokens or len(batch) == self.items):
                        batches.append(batch)
                        batch = []
                    batch.append(item)
                if batch:
                    batches.append(batch)
                rng.shuffle(batches)
                for batch in batches:
                    yield turn, batch
            turn += 1

    def stream(self, skip=0):
        for count, (turn, batch) in enumerate(self.passes()):
            if count < skip:
                continue
            ids, mask = pad([self.groups[n][0][k] for n, k in batch])
            yield turn, ids, mask, [self.groups[n][1][k] for n, k in batch]


def loss_of(student, target, bank, pull, temperature=0.05):
    """Pull towards the teacher's vector, and the teacher's similarities over batch and bank."""
    cosine = (student * target).sum(1)
    others = torch.cat([target, bank])
    wanted = F.softmax(target @ others.T / temperature, dim=1)
    found = F.log_softmax(student @ others.T / temperature, dim=1)
    divergence = F.kl_div(found, wanted, reduction="batchmean")
    return pull * (1 - cosine).mean() + divergence, cosine.mean().detach(), divergence.detach()


def prepare(options, rng):
    """Vocabulary, starting table, texts and teacher vectors, from the cache where they lie there."""
    work = Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    pairs, held = hold_out(read_pairs(options.pairs), options.held_out)
    (work / "held.json").write_text(json.dumps(held, ensure_ascii=False))
    if not (work / "table.npy").exists():
        old = load_file(f"{options.base}/model.safetensors")["embeddings.word_embeddings.weight"].float().numpy()
        pieces, kept, table, _ = vocabulary.build(options.base, old, pairs, options.rows)
        (work / "pieces.json").write_text(json.dumps({"pieces": pieces, "kept": kept}, ensure_ascii=False))
        np.save(work / "table.npy", table)
    stored = json.loads((work / "pieces.json").read_text())
    pieces, kept, table = stored["pieces"], stored["kept"], np.load(work / "table.npy")
    english = sorted({e for e, _ in pairs} | {e for e, _ in held})

    def teach(texts, name):
        path, done = work / f"{name}.npy", work / f"{name}.done"
        result = np.load(path) if path.exists() else np.zeros((len(texts), table.shape[1]), np.float16)
        start = int(done.read_text()) if done.exists() else len(texts) if path.exists() else 0
        if start < len(texts):
            say(f"teacher: {len(texts) - start} of {len(texts)} {name} texts")
            model, tokenizer = load_model(options.base), load_tokenizer(options.base)
            for start in range(start, len(texts), 5000):  # kept part by part: an interrupted run loses little
                result[start : start + 5000] = embed(model, tokenizer, texts[start : start + 5000])
                np.save(path, result)
                done.write_text(str(min(start + 5000, len(texts))))
        return result

    vectors = teach(english, "english")
    taught = {e for e, vector in zip(english, vectors) if vector.any()}  # a cache may be partial: zero rows
    pairs = [pair for pair in pairs if pair[0] in taught]
    by_english = {}
    for e, d in pairs:
        by_english.setdefault(e, []).append(d)
    place = {e: k for k, e in enumerate(english)}
    passages_file = work / "passages.json"
    if not passages_file.exists():
        training = [e for e in english if e in by_english]
        rows = vectors[[place[e] for e in training]]
        passages_file.write_text(
            json.dumps(make_passages(by_english, training, rows, options.passages, rng), ensure_ascii=False)
        )
    passages = json.loads(passages_file.read_text())
    passage_vectors = teach([e for e, _ in passages], "passages")
    german, starts = {}, {}
    for e, d in pairs:
        start = " ".join(d.split()[:2])
        if d not in german and len(d.split()) <= 7:  # test suites hold hundreds of "Sie haben ..." of one make
            starts[start] = starts.get(start, 0) + 1
            if starts[start] > options.alike:
                continue
        german.setdefault(d, e)
    return pieces, kept, table, german, by_english, place, vectors, passages, passage_vectors, held


def train(options):
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    pieces, kept, table, german, by_english, place, vectors, passages, passage_vectors, held = prepare(options, rng)
    tokenizer = vocabulary.wordpiece(pieces)
    tokenizer.enable_truncation(256)
    encode = lambda texts: [e.ids for e in tokenizer.encode_batch(texts)]
    long_pieces = [row for row in range(kept, len(pieces)) if len(pieces[row].removeprefix("##")) > 2]
    variants, varied = [], random.Random(options.seed)
    for _ in range(4):  # cut a part of the German otherwise, so that pieces of rare words are learned too
        variant = vocabulary.wordpiece(pieces, varied.sample(long_pieces, len(long_pieces) // 6))
        variant.enable_truncation(256)
        variants.append(variant)

    def encode_varied(texts):
        result = [None] * len(texts)
        for number in range(len(variants) + 1):
            part = [k for k in range(len(texts)) if min(k % 12, len(variants)) == number]
            cutter = variants[number] if number < len(variants) else tokenizer
            for k, encoded in zip(part, cutter.encode_batch([texts[k] for k in part])):
                result[k] = encoded.ids
        return result

    targets = torch.from_numpy(np.concatenate([vectors, passage_vectors]).astype(np.float32))
    bank = torch.from_numpy(vectors[vectors.any(1)].astype(np.float32))
    bank = bank[torch.randperm(len(bank), generator=torch.Generator().manual_seed(1))]
    first = len(vectors)
    english = list(by_english)
    questions = [d for d in german if d.endswith("?")]  # few, and search queries look like them: seen twice
    groups = [
        (encode_varied(list(german)), [place[e] for e in german.values()], 1.0),
        (encode(english), [place[e] for e in english], options.english_share),
        (encode_varied([d for _, d in passages]), list(range(first, first + len(passages))), 1.0),
        (encode([e for e, _ in passages]), list(range(first, first + len(passages))), options.english_share),
        (encode(questions), [place[german[d]] for d in questions], 1.0),
    ]
    for ids, _, share in groups:
        say(f"{len(ids)} texts, {sum(map(len, ids))} tokens, share {share}")
    batches = Batches(groups, options.batch_tokens, options.batch_items, options.seed)
    model = make_student(options.base, table, kept)
    words = model.embeddings.word_embeddings
    body = [
        p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("embeddings.word_embeddings")
    ]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "rate": options.rate, "weight_decay": 0.01},
            {"params": [words.old], "rate": options.rate * options.old_rows, "weight_decay": 0.0},
            {"params": [words.new], "rate": options.rate * options.new_rows, "weight_decay": 0.0},
        ],
        lr=0.0,
        betas=(0.9, 0.98),
        eps=1e-8,
        fused=True,
    )
    checkpoint = Path(options.work) / f"{options.name}.checkpoint.pt"
    step, spent, seen = 0, 0.0, [0, 0]
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent, seen = state["step"], state["spent"], state["seen"]
        say(f"going on at step {step}, {spent / 60:.1f} min spent")
    total = options.minutes * 60
    held_english = embed(load_model(options.base), load_tokenizer(options.base), [e for e, _ in held[:300]])

    def measure():
        model.eval()
        found = embed(model, tokenizer, [d for _, d in held[:300]])
        scores = found @ held_english.T
        back = embed(model, tokenizer, [e for e, _ in held[:100]])
        model.train()
        return (
            f"held-out cosine {np.diag(scores).mean():.4f}, mate first {(scores.argmax(1) == np.arange(len(scores))).mean():.3f}, "
            f"English drift {1 - (back * held_english[:100]).sum(1).mean():.4f}"
        )

    def blend():
        """Mean of trained and starting weights: keeps more of the English model than training alone."""
        start = make_student(options.base, table, kept).state_dict()
        mixed = {
            name: options.blend * value + (1 - options.blend) * start[name] if value.is_floating_point() else value
            for name, value in model.state_dict().items()
        }
        model.load_state_dict(mixed)

    def keep(last=False):
        if last:
            blend()
        save_model(model, tokenizer, options.base, options.out)
        if not last:
            torch.save(
                {
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step,
                    "spent": spent,
                    "seen": seen,
                },
                checkpoint.with_suffix(".part"),
            )
            checkpoint.with_suffix(".part").replace(checkpoint)
        say(f"saved at step {step}: {measure()}")

    say("start:", measure())
    model.train()
    averages, mark, saved = np.zeros(2), time.time(), time.time()
    for turn, ids, mask, rows in batches.stream(step):
        share = spent / total
        if share >= 1 or (options.deadline and time.time() > options.deadline):
            break
        factor = min(1.0, (share + 1e-4) / options.warm_up) * max(0.0, 1 - share) + 0.003
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * factor
        target = targets[rows]
        at = (step * options.bank) % (len(bank) - options.bank)
        loss, cosine, divergence = loss_of(pooled(model, ids, mask), target, bank[at : at + options.bank], options.pull)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        seen[0] += len(rows)
        seen[1] += int(mask.sum())
        now = time.time()
        spent += now - mark
        mark = now
        averages = averages * 0.98 + 0.02 * np.array([float(cosine), float(divergence)])
        if step % 50 == 0:
            fix = 1 - 0.98**step
            say(
                f"step {step} pass {turn} share {share:.3f} texts {seen[0]} tokens {seen[1]} "
                f"({seen[1] / spent:.0f}/s) cosine {averages[0] / fix:.4f} divergence {averages[1] / fix:.4f}"
            )
        if now - saved > options.save_minutes * 60:
            keep()
            saved = mark = time.time()
    keep(last=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", required=True, help="TSV file (may be .gz): English TAB German")
    parser.add_argument("--base", required=True, help="sentence-transformers folder of the English teacher")
    parser.add_argument("--out", required=True)
    parser.add_argument("--work", required=True, help="folder for caches and checkpoints")
    parser.add_argument("--name", default="run")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--deadline", type=float, help="stop at this Unix time at the latest")
    parser.add_argument("--save-minutes", type=float, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rows", type=int, default=46848, help="size of the vocabulary")
    parser.add_argument("--held-out", type=int, default=1000)
    parser.add_argument("--passages", type=int, default=3000)
    parser.add_argument("--alike", type=int, default=25, help="short German sentences with the same two first words")
    parser.add_argument("--english-share", type=float, default=0.33)
    parser.add_argument("--batch-tokens", type=int, default=2048)
    parser.add_argument("--batch-items", type=int, default=96)
    parser.add_argument("--bank", type=int, default=4096)
    parser.add_argument("--pull", type=float, default=5.0)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--new-rows", type=float, default=5.0, help="learning rate of new rows, times --rate")
    parser.add_argument("--old-rows", type=float, default=0.5, help="learning rate of kept rows, times --rate")
    parser.add_argument(
        "--blend", type=float, default=0.65, help="share of the trained weights in the final mean with the start"
    )
    parser.add_argument("--warm-up", type=float, default=0.04)
    return parser.parse_args()


if __name__ == "__main__":
    train(arguments())
