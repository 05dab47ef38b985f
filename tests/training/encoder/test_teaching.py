"""Teaching an encoder: a tiny base learns a made-up language, stops and goes on, and refuses what cannot work."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from rag.__main__ import main
from rag.errors import BelegtError, ModelMissing
from rag.training.encoder.recipe import Recipe
from rag.training.encoder.report import TrainingProgress, TrainingReport
from rag.training.encoder.teaching import train_encoder

WHO = {
    "the minister": "der minkur",
    "a farmer": "ein bönkur",
    "our teacher": "hös lerkur",
    "a judge": "ein rikur",
}
DOES = {"opened": "äffa", "painted": "mölta", "sold": "kafta", "visited": "büsta"}
WHAT = {
    "the harbour": "der havön",
    "a bridge": "ein brikka",
    "the school": "der skülla",
    "two ships": "twö skippa",
}
ENGLISH = sorted({word for part in (WHO, DOES, WHAT) for phrase in part for word in phrase.split()})
PAIRS = [
    (f"{who} {does} {what} today", f"höta {does_new} {who_new} {what_new}")
    for (who, who_new), (does, does_new), (what, what_new) in product(WHO.items(), DOES.items(), WHAT.items())
]
STEPS = Recipe(steps=12, held_out=16, passages=8, rate=3e-3, batch_texts=8, bank=16)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder: a BERT of two layers that knows the words of the English side and letters."""
    return tiny_bert(tmp_path_factory.mktemp("base") / "tiny", 32)


def tiny_bert(folder: Path, dimension: int) -> Path:
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = list(dict.fromkeys([*special, *letters, *(f"##{c}" for c in letters), *ENGLISH, "today"]))
    tokenizer = Tokenizer(models.WordPiece({piece: row for row, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.add_special_tokens(special)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=dimension,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=128,
        initializer_range=0.3,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    contents = {
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast"}
        | {f"{token.strip('[]').lower()}_token": token for token in special},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": dimension, "pooling_mode_mean_tokens": True},
    }
    (folder / "1_Pooling").mkdir()
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pairs") / "made-up.tsv"
    path.write_text("".join(f"{known}\t{new}\n" for known, new in PAIRS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def taught(base: Path, pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TrainingReport]:
    """The folder and the report of a whole run, never stopped."""
    torch.set_num_threads(1)
    out = tmp_path_factory.mktemp("taught") / "encoder"
    return out, finished(train_encoder(pairs, base=base, out=out, recipe=STEPS))


def finished(teaching: Iterator[TrainingProgress]) -> TrainingReport:
    *_, last = teaching
    assert last.stage == "done"
    assert last.report is not None
    return last.report


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model.safetensors")


def same_weights(left: Path, right: Path) -> bool:
    ours, theirs = weights(left), weights(right)
    return ours.keys() == theirs.keys() and all(torch.equal(value, theirs[name]) for name, value in ours.items())


# --- what comes out -------------------------------------------------------------------------------


def test_the_result_is_a_sentence_transformers_folder_of_unit_vectors(taught: tuple[Path, TrainingReport]) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(taught[0]), local_files_only=True)
    vectors = model.encode([new for _, new in PAIRS])
    assert vectors.shape == (len(PAIRS), 32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert {value.dtype for value in weights(taught[0]).values()} == {torch.float16}
    assert {path.stat().st_mode & 0o444 for path in taught[0].iterdir()} == {0o444}  # for others to read as well


def test_the_new_language_comes_near_to_the_teacher_and_the_known_one_stays(
    taught: tuple[Path, TrainingReport],
) -> None:
    report = taught[1]
    assert report.after.teacher_cosine > report.before.teacher_cosine + 0.1
    assert report.after.new_to_known > report.before.new_to_known
    assert report.before.own_cosine == pytest.approx(1, abs=1e-5)
    assert report.after.own_cosine > 0.8
    assert (report.pairs, report.held_out, report.steps) == (len(PAIRS), 16, 12)
    assert report.pieces_added > 10


def test_the_first_pieces_are_those_of_the_base_and_new_letters_with_marks_stay(
    base: Path, taught: tuple[Path, TrainingReport]
) -> None:
    old = Tokenizer.from_file(str(base / "tokenizer.json"))
    new = Tokenizer.from_file(str(taught[0] / "tokenizer.json"))
    assert all(new.token_to_id(piece) == row for piece, row in old.get_vocab().items())
    assert new.encode("Der Havön!", add_special_tokens=False).tokens[:2] == ["der", "havön"]
    assert new.encode("the harbour").tokens == old.encode("the harbour").tokens


def test_the_model_card_says_what_was_done_and_names_no_place(
    base: Path, pairs: Path, taught: tuple[Path, TrainingReport]
) -> None:
    folder, report = taught
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "`made-up.tsv`, 64 usable sentence pairs, 16 of them held out" in card
    assert f"| {report.before.teacher_cosine:.3f} | {report.after.teacher_cosine:.3f} |" in card
    everything = "".join(
        path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in {".md", ".json"}
    )
    assert str(base.parent) not in everything
    assert str(pairs.parent) not in everything
    assert str(folder.parent) not in everything


def test_without_new_pieces_the_tokenizer_stays(base: Path, pairs: Path, tmp_path: Path) -> None:
    recipe = Recipe(steps=2, held_out=16, add_pieces=0, passages=0, blend=1)
    report = finished(train_encoder(pairs, base=base, out=tmp_path / "out", recipe=recipe))
    assert report.pieces_added == 0
    old, new = (Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in (base, tmp_path / "out"))
    assert new.get_vocab() == old.get_vocab()


# --- stopping and going on ------------------------------------------------------------------------


def until(teaching: Iterator[TrainingProgress], steps: int) -> None:
    for progress in teaching:
        if progress.stage == "teach" and progress.steps == steps:
            return
    raise AssertionError(f"ended before step {steps}")


def test_a_run_that_was_stopped_and_killed_gives_the_same_weights(
    base: Path, pairs: Path, tmp_path: Path, taught: tuple[Path, TrainingReport]
) -> None:
    def teaching(save_seconds: float) -> Iterator[TrainingProgress]:
        return train_encoder(pairs, base=base, out=tmp_path / "out", recipe=STEPS, save_seconds=save_seconds)

    before = teaching(60)
    for progress in before:
        if progress.stage == "teacher":
            break
    before.close()  # type: ignore[attr-defined]  # stopped while the teacher was at work
    stopped = teaching(60)
    until(stopped, 4)
    stopped.close()  # type: ignore[attr-defined]  # saved at step 4
    killed = teaching(0)  # saves after each step
    until(killed, 7)
    with pytest.raises(KeyboardInterrupt):
        killed.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert not (tmp_path / "out").exists()
    again = list(teaching(60))
    assert next(progress.steps for progress in again if progress.stage == "teach") == 6
    assert same_weights(tmp_path / "out", taught[0])
    assert not list(tmp_path.glob(".out-*"))


def test_a_run_that_is_finished_is_not_run_again(base: Path, pairs: Path, taught: tuple[Path, TrainingReport]) -> None:
    stages = [p.stage for p in train_encoder(pairs, base=base, out=taught[0], recipe=STEPS)]
    assert stages == ["read", "done"]
    assert finished(train_encoder(pairs, base=base, out=taught[0], recipe=STEPS)) == taught[1]


def test_a_damaged_shard_is_computed_again_and_a_damaged_checkpoint_is_named(
    base: Path, pairs: Path, tmp_path: Path, taught: tuple[Path, TrainingReport]
) -> None:
    stopped = train_encoder(pairs, base=base, out=tmp_path / "out", recipe=STEPS)
    until(stopped, 2)
    stopped.close()  # type: ignore[attr-defined]
    (tmp_path / "out-work" / "sentences-00000.npy").write_bytes(b"half")
    checkpoint = tmp_path / "out-work" / "checkpoint.safetensors"
    whole = checkpoint.read_bytes()
    checkpoint.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BelegtError, match=r"checkpoint\.safetensors is damaged .*; delete it"):
        finished(train_encoder(pairs, base=base, out=tmp_path / "out", recipe=STEPS))
    checkpoint.write_bytes(whole)
    finished(train_encoder(pairs, base=base, out=tmp_path / "out", recipe=STEPS))
    assert same_weights(tmp_path / "out", taught[0])


def test_another_run_in_the_same_work_folder_is_refused_with_what_differs(
    base: Path, pairs: Path, tmp_path: Path
) -> None:
    stopped = train_encoder(pairs, base=base, out=tmp_path / "out", recipe=STEPS)
    until(stopped, 0)
    stopped.close()  # type: ignore[attr-defined]
    other = tmp_path / "other.tsv"
    other.write_bytes(pairs.read_bytes() + b"the ship is late\tder skip is lat\n")
    recipe = Recipe(steps=13, held_out=16)
    with pytest.raises(ValueError, match=r"another teaching: other pairs, steps \(12 there, 13 now\).*--work"):
        finished(train_encoder(other, base=base, out=tmp_path / "out", recipe=recipe))


# --- what cannot work -----------------------------------------------------------------------------


def refusal(pairs: Path, base: Path, out: Path, kind: type[Exception] = ValueError) -> str:
    with pytest.raises(kind) as caught:
        finished(train_encoder(pairs, base=base, out=out, recipe=STEPS))
    return str(caught.value)


def test_what_is_wrong_with_the_pairs_is_said(base: Path, tmp_path: Path) -> None:
    out, path = tmp_path / "out", tmp_path / "pairs.tsv"
    assert f"no file {path}" in refusal(path, base, out)
    path.write_text("only one column\n" * 50)
    assert "50 of 50 lines do not have two columns (line 1 has 1)" in refusal(path, base, out)
    path.write_text("".join(f"sentence number {k}\tsatza nummö {k}\n" for k in range(30)), encoding="utf-8")
    assert "30 usable pairs" in refusal(path, base, out)
    path.write_text("")
    assert "0 usable pairs" in refusal(path, base, out)
    path.write_bytes("a sentence\tein Sätzchen\n".encode("latin-1"))
    assert "is not UTF-8" in refusal(path, base, out)
    path.write_bytes(gzip.compress(b"a sentence\tein Satz\n" * 999)[:-20])
    assert f"cannot read {path}" in refusal(path, base, out)
    assert f"cannot read {tmp_path}" in refusal(tmp_path, base, out)
    assert not out.exists()
    assert not (tmp_path / "out-work").exists()


def test_folders_that_hold_something_else_are_left_alone(
    base: Path, pairs: Path, tmp_path: Path, taught: tuple[Path, TrainingReport]
) -> None:
    out, work = tmp_path / "out", tmp_path / "out-work"
    out.write_text("mine")
    assert "is a file" in refusal(pairs, base, out)
    out.unlink()
    out.mkdir()
    (out / "letter.txt").write_text("mine")
    assert "already holds something else (letter.txt)" in refusal(pairs, base, out)
    shutil.rmtree(out)
    shutil.copytree(taught[0], out)
    with pytest.raises(ValueError, match=r"was taught otherwise \(seed \(0 there, 1 now\)"):
        finished(train_encoder(pairs, base=base, out=out, recipe=Recipe(**{**_fields(STEPS), "seed": 1})))
    shutil.rmtree(out)
    work.mkdir()
    (work / "letter.txt").write_text("mine")
    assert "already holds something else; name another folder with --work" in refusal(pairs, base, out)


def _fields(recipe: Recipe) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(recipe)


def test_a_work_folder_in_the_result_is_refused(base: Path, pairs: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"lies in the result's.*--work"):
        next(train_encoder(pairs, base=base, out=tmp_path / "out", work=tmp_path / "out" / "work"))


def test_a_folder_that_cannot_be_made_is_named(base: Path, pairs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot make the folder" in refusal(pairs, base, tmp_path / "file" / "out", BelegtError)


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("modules.json", [{"type": "a.Dense", "path": ""}], "is made of Dense"),
        ("config.json", {"model_type": "t5"}, "is a 't5' model"),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}, "pools by ['pooling_mode_cls_token']"),
        ("tokenizer.json", {}, "cannot be loaded"),
        ("config.json", None, "cannot be read"),
    ],
)
def test_a_base_that_is_no_bert_with_mean_pooling_is_refused(
    base: Path, pairs: Path, tmp_path: Path, file: str, change: object, message: str
) -> None:
    wrong = tmp_path / "wrong"
    shutil.copytree(base, wrong)
    if change is None:
        (wrong / file).unlink()
    else:
        (wrong / file).write_text(json.dumps(change))
    error = refusal(pairs, wrong, tmp_path / "out", ModelMissing)
    assert message in error


def test_a_base_or_teacher_that_is_not_there_is_named(base: Path, pairs: Path, tmp_path: Path) -> None:
    assert "no model folder" in refusal(pairs, tmp_path / "none", tmp_path / "out", ModelMissing)
    with pytest.raises(ModelMissing, match="no teacher folder"):
        finished(train_encoder(pairs, base=base, teacher=tmp_path / "none", out=tmp_path / "out", recipe=STEPS))


def test_a_teacher_of_another_size_is_refused(base: Path, pairs: Path, tmp_path: Path) -> None:
    teacher = tiny_bert(tmp_path / "smaller", 16)
    with pytest.raises(ModelMissing, match="teacher's vectors have 16 dimensions, those of the base 32"):
        finished(train_encoder(pairs, base=base, teacher=teacher, out=tmp_path / "out", recipe=STEPS))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("minutes", 0, "minutes must be more than 0, got 0"),
        ("minutes", float("nan"), "minutes must be more than 0, got nan"),
        ("steps", 0, "steps must be at least 1, got 0"),
        ("blend", 1.5, "blend must be above 0 and at most 1 (all trained weights), got 1.5"),
        ("held_out", 0, "held-out pairs must be at least 1, got 0"),
        ("add_pieces", -1, "add_pieces must be at least 0, got -1"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(name: str, value: float, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is compared below
        Recipe(**{name: value})
    assert message in str(caught.value)


# --- on the command line --------------------------------------------------------------------------


def test_the_command_teaches_and_shows_before_and_after(
    base: Path, pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = ["train-encoder", "--pairs", str(pairs), "--base", str(base), "--out", str(out)]
    arguments += ["--steps", "3", "--held-out", "16", "--add-pieces", "50"]
    assert main(arguments) == 0
    text = capsys.readouterr().out
    assert "before  after" in text
    assert f"BELEGT_ENCODER={out} belegt build" in text
    assert main([*arguments, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["steps"] == 3
    assert set(report["before"]) == set(report["after"])
    assert main([*arguments, "--seed", "1"]) == 1
    assert "seed (0 there, 1 now)" in capsys.readouterr().err


def test_the_command_says_what_was_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train-encoder", "--pairs", str(tmp_path / "none.tsv"), "--out", str(tmp_path / "out")]) == 1
    assert "no file" in capsys.readouterr().err
    assert main(["train-encoder", "--pairs", "pairs.tsv", "--minutes", "-1"]) == 1
    assert "minutes must be more than 0, got -1" in capsys.readouterr().err


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["train-encoder", "--help"])
    assert stopped.value.code == 0
    assert "belegt train-encoder --pairs en-es.tsv.gz --out spanish" in capsys.readouterr().out
