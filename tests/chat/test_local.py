"""A local model of Hugging Face's format: a tiny one, made here, with random weights and a chat template."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from rag.chat import ChatModel, Message, open_chat_model
from rag.errors import ChatModelError
from rag.settings import ChatSettings

TEMPLATE = (
    "{% for message in messages %}<{{ message.role }}> {{ message.content }} {% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
WORDS = "<end> <unknown> <system> <user> <assistant> hello harbour bridge is are the a deep long wide ü claim".split()


def tiny(folder: Path, *, ends: bool = False, template: str | None = TEMPLATE) -> Path:
    """Save a Llama of one layer; it never says `<end>`, or with `ends` nothing else."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    words = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="<unknown>"))
    words.pre_tokenizer = WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words, eos_token="<end>", unk_token="<unknown>", chat_template=template
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=len(WORDS), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=20_000, eos_token_id=0, bos_token_id=None, pad_token_id=None,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        if ends:
            model.lm_head.weight.zero_()  # all words are as likely, and the first one is taken
        else:
            model.lm_head.weight[0] = 0.0
            model.lm_head.weight[1:] += torch.randn(16) * 0.5
            model.lm_head.weight[-1] = -model.lm_head.weight[-2]  # one of two opposites is likelier than nothing
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("tiny"))


def model_in(folder: Path, **values: Any) -> ChatModel:
    return open_chat_model(ChatSettings(model=f"huggingface:{folder}", **({"answer_tokens": 40} | values)))


HELLO = [Message("system", "the harbour"), Message("user", "is the bridge long")]


def test_an_answer_is_generated_word_by_word_up_to_the_limit(folder: Path) -> None:
    model = model_in(folder)
    reply = model.say(HELLO)
    pieces = [piece for piece in reply if piece is not None]
    assert len(pieces) > 1
    assert "".join(pieces) == reply.text
    assert set(reply.text.split()) <= set(WORDS)
    assert (reply.ending, reply.tokens_out, reply.counted) == ("limit", 40, True)
    assert reply.tokens_in == 9
    assert reply.seconds > 0


def test_the_same_question_has_the_same_answer(folder: Path) -> None:
    model = model_in(folder)
    assert model.say(HELLO).read() == model.say(HELLO).read()


def test_an_answer_that_ends_by_itself_is_complete(tmp_path: Path) -> None:
    reply = model_in(tiny(tmp_path / "model", ends=True)).say(HELLO)
    assert reply.read() == ""
    assert (reply.ending, reply.tokens_out) == ("complete", 0)


def test_it_is_in_this_process_and_asked_for_no_form(folder: Path) -> None:
    model = model_in(folder)
    assert (model.settings.host, model.settings.is_local, model.structured) == ("", True, False)
    assert model.name == folder.name, "readers need not know where it lies"
    assert model.say(HELLO, schema={"title": "x", "type": "object"}).read()


def test_it_stops_generating_when_its_reader_goes_away(folder: Path) -> None:
    model = model_in(folder, answer_tokens=15_000, context_tokens=32_000, timeout=600, stall=600)
    weights, steps = model._client.model, []
    hook = weights.register_forward_hook(lambda *_: steps.append(1))
    try:
        reply = model.say(HELLO)
        assert next(piece for piece in reply if piece) in " ".join(WORDS) + " "
        reply.close()
        # The lock is free when the generation has ended.
        assert model._client.turn.acquire(timeout=30)
        model._client.turn.release()
        assert 0 < len(steps) < 15_000
        ended = len(steps)
    finally:
        hook.remove()
    assert len(steps) == ended


def test_it_computes_on_half_of_the_cores_and_leaves_other_work_its_threads(folder: Path) -> None:
    import torch

    model, threads, before = model_in(folder), set(), torch.get_num_threads()
    hook = model._client.model.register_forward_hook(lambda *_: threads.add(torch.get_num_threads()))
    try:
        model.say(HELLO).read()
    finally:
        hook.remove()
    assert threads == {max(1, (os.cpu_count() or 1) // 2)}
    assert torch.get_num_threads() == before


def test_readers_take_turns(folder: Path) -> None:
    model = model_in(folder)
    alone = model.say(HELLO).read()
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(model.say(HELLO).read())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [alone] * 3


def test_waiting_for_others_is_no_stall(folder: Path) -> None:
    model = model_in(folder, stall=1)
    with model._client.turn:
        reply = model.say(HELLO)
        waiting = iter(reply)
        began = time.monotonic()
        while time.monotonic() - began < 2.5:
            assert next(waiting) is None
    assert reply.read()


def test_whoever_leaves_while_others_are_answered_waits_no_longer(folder: Path) -> None:
    model = model_in(folder)
    with model._client.turn:
        reply = model.say(HELLO)
        assert next(iter(reply)) is None
        reply.close()
    assert model._client.turn.acquire(timeout=5)
    model._client.turn.release()


def test_the_time_is_up_for_a_local_model_too(folder: Path) -> None:
    model = model_in(folder, answer_tokens=15_000, context_tokens=32_000, timeout=1)
    with pytest.raises(ChatModelError, match="within 1 seconds") as caught:
        model.say(HELLO).read()
    assert caught.value.problem == "timeout"
    assert model._client.turn.acquire(timeout=30)
    model._client.turn.release()


def test_what_goes_wrong_while_it_generates_is_told(folder: Path) -> None:
    model = model_in(folder, answer_tokens=64)

    def fail(*_: object) -> None:
        raise RuntimeError("out of memory")

    hook = model._client.model.register_forward_pre_hook(fail)
    try:
        with pytest.raises(ChatModelError, match="RuntimeError: out of memory") as caught:
            model.say(HELLO).read()
    finally:
        hook.remove()
    assert caught.value.problem == "failed"


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ChatModelError, match="in the folder") as caught:
        model_in(tmp_path)
    assert caught.value.problem == "unknown"


def test_weights_that_cannot_be_read_are_told_with_the_reason(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "model")
    (weights,) = folder.glob("*.safetensors")
    weights.write_bytes(b"no weights")
    with pytest.raises(ChatModelError, match=r"in the folder \(.+\)"):
        model_in(folder)


def test_a_folder_of_the_readers_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny(tmp_path / "model")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_chat_model(ChatSettings(model="huggingface:~/model", answer_tokens=32)).say(HELLO).read()


def test_a_name_that_was_never_downloaded_is_told_and_nothing_is_downloaded() -> None:
    with pytest.raises(ChatModelError, match="hf download nobody/no-such-model"):
        open_chat_model(ChatSettings(model="huggingface:nobody/no-such-model"))


def test_a_model_that_was_not_taught_to_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ChatModelError, match="no chat template"):
        model_in(tiny(tmp_path / "model", template=None))
