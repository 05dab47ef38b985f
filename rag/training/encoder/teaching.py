"""Teach a sentence encoder another language: pairs in, a sentence-transformers folder out, resumable throughout."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from rag.encoder import open_encoder
from rag.errors import BelegtError, ModelMissing
from rag.settings import EMBEDDED_ENCODER, Settings
from rag.training.encoder import checkpoint
from rag.training.encoder.batches import Group, Text, stream
from rag.training.encoder.files import digest_of, make_folder, write_whole
from rag.training.encoder.first_rows import Floats, first_rows
from rag.training.encoder.folder import Base, check_base, open_base, write_folder
from rag.training.encoder.pairs import Pair, hold_out, read_pairs
from rag.training.encoder.passages import join_passages
from rag.training.encoder.recipe import Recipe
from rag.training.encoder.report import TrainingProgress, TrainingReport, figures_of, model_card
from rag.training.encoder.student import Student, blended, distance
from rag.training.encoder.teacher import teacher_vectors
from rag.training.encoder.vocabulary import INSIDE, Vocabulary, extend, pieces_of, without

FORMAT = 1
"""Raised whenever a work folder of before cannot be gone on from."""
LEAST_PAIRS = 40
"""Fewer pairs teach nothing. Thousands are wanted; the least is for trying out."""
MOST_HELD_OUT = 1_000
ALIKE, SHORT = 25, 7
"""Of short sentences (so many words) that begin with the same two words, only so many are learnt from: collections hold
hundreds of "Tom is ..." and "Sie haben ...", and teach little but these."""
VARIANTS, ONE_IN, LEFT_OUT = 4, 12, 6
"""Of twelve texts, four are cut by four tokenizers that each lack a sixth of the new pieces, so that the pieces of rare
words are learnt as well."""
QUESTION_MARKS = ("?", "？", "؟")

_EMBEDDED = Path(__file__).parents[2] / "encoder_weights"
_EMBEDDED_NAME = "Belegt's embedded encoder"
_RUN, _RESULT = "run.json", "training.json"

Stages = Generator[TrainingProgress, None, None]


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What the loop needs: the student at its start, what to learn from, and the targets."""

    student: Student
    tokenizer: Tokenizer
    groups: list[Group]
    targets: torch.Tensor
    bank: torch.Tensor


def train_encoder(
    pairs: str | Path,
    *,
    out: str | Path,
    base: str | Path | None = None,
    teacher: str | Path | None = None,
    work: str | Path | None = None,
    recipe: Recipe | None = None,
    threads: int = 0,
    save_seconds: float = 120.0,
) -> Iterator[TrainingProgress]:
    """Teach the language in the second column of `pairs` to an encoder that knows the first; yield progress.

    `out` becomes a sentence-transformers folder with a model card, for the settings to name as encoder. `base` is the
    folder that is taught (None: the embedded encoder), `teacher` the one whose vectors of the known sides are the
    targets (None: the base itself). `work` keeps caches and a checkpoint every `save_seconds`; called again with the
    same arguments after an interruption, the teaching goes on there, and with other ones the folder is refused. With
    `Recipe(steps=...)` a run that was interrupted gives exactly the weights of one that was not (on the CPU, with the
    same number of threads). The last progress carries the `TrainingReport`.

    Multilingual distillation (Reimers and Gurevych 2020), with more vocabulary (`vocabulary`, `first_rows`).

    Raises ValueError (the pairs, the folders), ModelMissing (base or teacher), BelegtError (nothing can be written).

    >>> for progress in train_encoder("en-es.tsv.gz", out="spanish"):    # doctest: +SKIP
    ...     print(progress.stage, progress.done, progress.total)
    """
    pairs, out, recipe = Path(pairs), Path(out), recipe or Recipe()
    work = out.with_name(f"{out.name}-work") if work is None else Path(work)
    if out.absolute() in (work.absolute(), *work.absolute().parents):
        raise ValueError(f"the work folder {work} lies in the result's, {out}; name one beside it with --work")
    base_folder = _EMBEDDED if base is None else Path(base)
    teacher_folder = base_folder if teacher is None else Path(teacher)
    yield TrainingProgress("read", 0, 1)
    read = read_pairs(pairs)
    taught, held = _split(pairs, read.usable, recipe)
    check_base(base_folder)
    if not teacher_folder.is_dir():
        raise ModelMissing(f"no teacher folder {teacher_folder}; name a sentence-transformers folder")
    run = {
        "format": FORMAT,
        "pairs": digest_of(pairs),
        "base": digest_of(base_folder),
        "teacher": digest_of(teacher_folder),
        **asdict(recipe),
    }
    report = _finished(out, run)
    if report is not None:
        yield TrainingProgress("done", 1, 1, report.steps, report=report)
        return
    _take(work, run)
    make_folder(out.absolute().parent)
    if threads:
        torch.set_num_threads(threads)
    encode_base, encode_teacher = _encode_by(base_folder, threads), _encode_by(teacher_folder, threads)

    opened = open_base(base_folder)
    yield TrainingProgress("vocabulary", 0, 1)
    vocabulary, rows = _start(opened, taught, recipe, work)
    lesson = yield from _prepare(opened, vocabulary, rows, taught, encode_teacher, recipe, work)
    start = {name: value.clone() for name, value in lesson.student.state().items()}
    place = yield from _teach(lesson, recipe, work / "checkpoint.safetensors", save_seconds)

    yield TrainingProgress("measure", 0, 1, place.steps)
    known, new = [pair.known for pair in held], [pair.new for pair in held]
    own, target = encode_base(known), encode_teacher(known)
    before = figures_of(own, encode_base(new), target, own)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
    try:
        beside.chmod(0o755)
        write_folder(beside, opened, blended(lesson.student.state(), start, recipe.blend), lesson.tokenizer)
        encode = _encode_by(beside, threads)  # as users will open it
        report = TrainingReport(
            pairs_file=pairs.name,
            pairs=len(taught) + len(held),
            held_out=len(held),
            base=_name(base_folder),
            teacher=_name(teacher_folder),
            pieces_added=len(rows) - vocabulary.kept,
            steps=place.steps,
            texts=place.texts,
            seconds=round(place.seconds, 1),
            before=before,
            after=figures_of(encode(known), encode(new), target, own),
        )
        _write_text(beside / "README.md", model_card(report, recipe))
        _write_text(beside / _RESULT, json.dumps({"run": run, "report": report.to_dict()}, indent=2) + "\n")
        _publish(beside, out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    yield TrainingProgress("done", 1, 1, place.steps, report=report)


# --- arguments ------------------------------------------------------------------------------------


def _split(path: Path, usable: list[Pair], recipe: Recipe) -> tuple[list[Pair], list[Pair]]:
    count = min(MOST_HELD_OUT, len(usable) // 10) if recipe.held_out is None else recipe.held_out
    taught, held = hold_out(usable, count, recipe.seed)
    if len(taught) < LEAST_PAIRS or not held:
        raise ValueError(
            f"{path} has {len(usable):,} usable pairs, of which {len(held):,} are held out and {len(taught):,} are "
            f"left to learn from; at least {LEAST_PAIRS} are needed, and thousands to learn a language"
        )
    return taught, held


def _finished(out: Path, run: Mapping[str, Any]) -> TrainingReport | None:
    """The report that lies in `out` if the same run ended there. Raises ValueError if it holds anything else."""
    if not out.exists():
        return None
    if not out.is_dir():
        raise ValueError(f"{out} is a file; name a folder for the taught encoder with --out")
    inside = sorted(path.name for path in out.iterdir())
    if not inside:
        return None
    try:
        result = json.loads((out / _RESULT).read_text(encoding="utf-8"))
        if result["run"] == run:
            return TrainingReport.from_dict(result["report"])
        raise ValueError(
            f"{out} holds an encoder that was taught otherwise ({_differences(result['run'], run)}); "
            "name another folder with --out, or delete it"
        )
    except (OSError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(
            f"{out} already holds something else ({', '.join(inside[:3])}); name another folder with --out"
        ) from error


def _take(work: Path, run: Mapping[str, Any]) -> None:
    """Make the work folder this run's. Raises ValueError if it is another run's, or no work folder at all."""
    if work.exists() and not work.is_dir():
        raise ValueError(f"{work} is a file; name a folder for what is computed on the way with --work")
    make_folder(work)
    if (work / _RUN).exists():
        try:
            there = json.loads((work / _RUN).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BelegtError(f"{work / _RUN} is damaged ({error}); delete the folder {work} to begin again") from error
        if there != run:
            raise ValueError(
                f"{work} belongs to another teaching: {_differences(there, run)}; give the same arguments to go on "
                "with it, name another folder with --work, or delete it"
            )
    elif any(work.iterdir()):
        raise ValueError(f"{work} already holds something else; name another folder with --work")
    else:
        write_whole(work / _RUN, lambda path: path.write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8"))


def _differences(there: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs between two runs, in words.

    >>> _differences({"pairs": "a1", "seed": 0, "steps": 5}, {"pairs": "b2", "seed": 1, "steps": 5})
    'other pairs, seed (0 there, 1 now)'
    """
    return ", ".join(
        f"other {name}"
        if name in ("pairs", "base", "teacher")
        else f"{name} ({there.get(name)} there, {now.get(name)} now)"
        for name in [*now, *(name for name in there if name not in now)]
        if there.get(name) != now.get(name)
    )


def _name(folder: Path) -> str:
    return _EMBEDDED_NAME if folder == _EMBEDDED else folder.resolve().name


def _encode_by(folder: Path, threads: int) -> Callable[[Sequence[str]], Floats]:
    # Without prompts: sentences are neither questions nor passages.
    name = EMBEDDED_ENCODER if folder == _EMBEDDED else str(folder.absolute())
    return open_encoder(Settings(encoder=name, question_prompt="", passage_prompt="", threads=threads)).encode_passages


# --- before the teaching ---------------------------------------------------------------------------


def _start(base: Base, taught: Sequence[Pair], recipe: Recipe, work: Path) -> tuple[Vocabulary, Floats]:
    """The vocabulary and the rows that the teaching begins with; from the work folder where they lie there."""
    tokenizer_file, rows_file = work / "tokenizer.json", work / "rows.npy"
    kept = base.tokenizer.get_vocab_size()
    if tokenizer_file.exists() and rows_file.exists():
        try:
            rows: Floats = np.load(rows_file, allow_pickle=False)
            return Vocabulary(Tokenizer.from_file(str(tokenizer_file)), kept), rows
        except Exception as error:  # tokenizers raise bare exceptions
            raise BelegtError(f"{tokenizer_file} or {rows_file} is damaged ({error}); delete both") from error
    new = list(dict.fromkeys(pair.new for pair in taught))
    vocabulary = extend(base.tokenizer, sorted({pair.known for pair in taught}), new, recipe.add_pieces)
    table = base.model.get_input_embeddings().weight.detach().numpy()
    rows = first_rows(vocabulary, base.tokenizer, table, taught)
    write_whole(tokenizer_file, lambda path: vocabulary.tokenizer.save(str(path)))
    write_whole(rows_file, lambda path: _save_array(path, rows))
    return vocabulary, rows


def _save_array(path: Path, array: Floats) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)


def _prepare(
    base: Base,
    vocabulary: Vocabulary,
    rows: Floats,
    taught: Sequence[Pair],
    encode_teacher: Callable[[Sequence[str]], Floats],
    recipe: Recipe,
    work: Path,
) -> Generator[TrainingProgress, None, _Lesson]:
    dimension = encode_teacher(["?"]).shape[1]
    if dimension != rows.shape[1]:
        raise ModelMissing(
            f"the teacher's vectors have {dimension} dimensions, those of the base {rows.shape[1]}; "
            "name a teacher and a base of one size"
        )
    translations: dict[str, list[str]] = {}
    for pair in taught:
        translations.setdefault(pair.known, []).append(pair.new)
    known = list(translations)
    count = min(recipe.passages, len(known) // 2)
    total = len(known) + count
    vectors = yield from _shown(teacher_vectors(encode_teacher, known, work, "sentences"), 0, total)
    passages = join_passages(translations, vectors, count, random.Random(recipe.seed)) if count else []
    joined = [pair.known for pair in passages]
    targets = vectors
    if passages:
        passage_vectors = yield from _shown(
            teacher_vectors(encode_teacher, joined, work, "passages"), len(known), total
        )
        targets = np.concatenate([vectors, passage_vectors])

    tokenizer = Tokenizer.from_str(vocabulary.tokenizer.to_str())
    tokenizer.enable_truncation(base.max_length)
    cutters = [*_variants(tokenizer, vocabulary.kept, recipe.seed), tokenizer]
    row_of = {sentence: row for row, sentence in enumerate(known)}
    new = _distinct(taught)
    questions = [sentence for sentence in new if sentence.endswith(QUESTION_MARKS)]
    passage_rows = range(len(known), total)
    groups = [
        Group(_cut_variously([*new], cutters), [row_of[sentence] for sentence in new.values()]),
        Group(_cut(known, tokenizer), range(len(known)), recipe.known_share),
        Group(_cut_variously([pair.new for pair in passages], cutters), passage_rows),
        Group(_cut(joined, tokenizer), passage_rows, recipe.known_share),
        # Few, and what users ask looks like them: they come twice.
        Group(_cut(questions, tokenizer), [row_of[new[question]] for question in questions]),
    ]
    bank = vectors[np.random.default_rng(recipe.seed).permutation(len(vectors))]
    student = Student(base.model, rows, vocabulary.kept, base.padding)
    return _Lesson(student, vocabulary.tokenizer, groups, torch.from_numpy(targets), torch.from_numpy(bank))


def _shown(vectors: Generator[int, None, Floats], before: int, total: int) -> Generator[TrainingProgress, None, Floats]:
    yield TrainingProgress("teacher", before, total)
    while True:
        try:
            yield TrainingProgress("teacher", before + next(vectors), total)
        except StopIteration as stop:
            result: Floats = stop.value
            return result


def _distinct(taught: Sequence[Pair]) -> dict[str, str]:
    """Each new sentence with its first known one; few of the short ones that begin alike."""
    starts: dict[str, int] = {}
    distinct: dict[str, str] = {}
    for pair in taught:
        if pair.new in distinct:
            continue
        words = pair.new.split()
        if len(words) <= SHORT:
            start = " ".join(words[:2])
            starts[start] = starts.get(start, 0) + 1
            if starts[start] > ALIKE:
                continue
        distinct[pair.new] = pair.known
    return distinct


def _variants(tokenizer: Tokenizer, kept: int, seed: int) -> list[Tokenizer]:
    long = [
        row for row, piece in enumerate(pieces_of(tokenizer)) if row >= kept and len(piece.removeprefix(INSIDE)) > 2
    ]
    rng = random.Random(seed)
    return [without(tokenizer, rng.sample(long, len(long) // LEFT_OUT)) for _ in range(VARIANTS if long else 0)]


def _cut(texts: Sequence[str], tokenizer: Tokenizer) -> list[Text]:
    return [encoded.ids for encoded in tokenizer.encode_batch(list(texts))]


def _cut_variously(texts: Sequence[str], cutters: Sequence[Tokenizer]) -> list[Text]:
    """Cut most texts by the last tokenizer, and one in twelve by each of the others."""
    last = len(cutters) - 1
    result: list[Text] = [[] for _ in texts]
    for number, cutter in enumerate(cutters):
        places = [k for k in range(len(texts)) if min(k % ONE_IN, last) == number]
        for k, pieces in zip(places, _cut([texts[k] for k in places], cutter), strict=True):
            result[k] = pieces
    return result


# --- the teaching and after it ---------------------------------------------------------------------


def _teach(
    lesson: _Lesson, recipe: Recipe, path: Path, save_seconds: float
) -> Generator[TrainingProgress, None, checkpoint.Place]:
    """Teach until the recipe's time or steps are used up, from the checkpoint if there is one."""
    student, body = lesson.student, lesson.student.body
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "rate": recipe.rate, "weight_decay": 0.01},
            {"params": [student.words.old], "rate": recipe.rate * recipe.kept_rows, "weight_decay": 0.0},
            {"params": [student.words.new], "rate": recipe.rate * recipe.new_rows, "weight_decay": 0.0},
        ],
        lr=0.0,
        betas=(0.9, 0.98),
        fused=True,
    )
    place = checkpoint.load(path, student, optimizer) if path.exists() else checkpoint.Place()
    size = min(recipe.bank, len(lesson.bank))
    saved = time.monotonic()
    cosine = None
    batches = stream(
        lesson.groups,
        most_pieces=recipe.batch_pieces,
        most_texts=recipe.batch_texts,
        seed=recipe.seed,
        skip=place.steps,
    )
    while True:
        share = place.steps / recipe.steps if recipe.steps else place.seconds / (recipe.minutes * 60)
        total, done = (recipe.steps, place.steps) if recipe.steps else (int(recipe.minutes * 60), int(place.seconds))
        try:
            yield TrainingProgress("teach", min(done, total), total, place.steps, cosine)
        except GeneratorExit:  # whoever asked for progress stops here, between two steps
            checkpoint.save(path, student, optimizer, place)
            raise
        if share >= 1 or time.monotonic() - saved > save_seconds:
            checkpoint.save(path, student, optimizer, place)
            saved = time.monotonic()
        if share >= 1:
            return place
        began = time.monotonic()
        batch = next(batches)
        factor = min(1.0, (share + 1e-4) / recipe.warm_up) * (1 - share) + 0.003
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * factor
        bank = lesson.bank[(place.steps * size + torch.arange(size)) % len(lesson.bank)]
        loss, cosine = distance(
            student.vectors(batch.texts),
            lesson.targets[batch.targets],
            bank,
            pull=recipe.pull,
            temperature=recipe.temperature,
        )
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        place.steps += 1
        place.texts += len(batch.texts)
        place.seconds += time.monotonic() - began


def _write_text(path: Path, text: str) -> None:
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))


def _publish(beside: Path, out: Path) -> None:
    try:
        if out.exists():
            out.rmdir()  # it was empty when the teaching began
        beside.rename(out)
    except OSError as error:
        raise BelegtError(f"cannot write {out} ({error}); name another folder with --out") from error
