"""A chat model of Hugging Face's format, by name or from a folder, run in this process by transformers.

LangChain's own package for it goes on generating after its reader has gone; this one ends with the next token.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from rag.encoder.loading import reason_of, threads_of_torch
from rag.errors import ChatModelError

_ROLES = {"human": "user", "ai": "assistant"}
_DONE = object()
_SIGN = 0.3
"""Seconds between the signs of life of a question that waits until another one is answered."""


class LocalChatModel(BaseChatModel):
    """A causal language model with a chat template; it answers one question at a time and always the same."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    model: Any
    tokenizer: Any
    most_tokens: int
    turn: Any  # a lock: the weights are shared, and two generations at once take twice as long each

    @classmethod
    def load(cls, name: str, *, most_tokens: int) -> LocalChatModel:
        """Load a model from a folder, or by name from what was downloaded before; nothing is downloaded.

        Raises ChatModelError, which says what to do.
        """
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # a bar says nothing to somebody who asked a question
        folder = Path(name).expanduser()
        location = str(folder) if folder.is_dir() else name
        try:
            tokenizer = AutoTokenizer.from_pretrained(location, local_files_only=True)
            model = AutoModelForCausalLM.from_pretrained(location, local_files_only=True, dtype=torch.float32)
        except Exception as error:  # whatever is wrong with foreign files; the reason is told
            where = "the folder" if folder.is_dir() else "what was downloaded before"
            raise ChatModelError(
                f"no chat model {name!r} in {where} ({reason_of(error)}); give a folder with config.json, weights and "
                f"tokenizer, or fetch it first with: hf download {name}",
                "unknown",
            ) from error
        if not tokenizer.chat_template:
            raise ChatModelError(
                f"{name!r} has no chat template, so it was not taught to answer; take a model for chats", "unknown"
            )
        return cls(model=model.eval(), tokenizer=tokenizer, most_tokens=most_tokens, turn=threading.Lock())

    @property
    def _llm_type(self) -> str:
        return "belegt-local"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("this model is read as a stream")

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        said = [{"role": _ROLES.get(message.type, message.type), "content": message.text} for message in messages]
        ended = threading.Event()
        loop = asyncio.get_running_loop()
        chunks: asyncio.Queue[object] = asyncio.Queue()

        def work() -> None:
            try:
                for chunk in self._answers(said, ended):
                    loop.call_soon_threadsafe(chunks.put_nowait, chunk)
                loop.call_soon_threadsafe(chunks.put_nowait, _DONE)
            except Exception as error:  # noqa: BLE001 - it goes on where the answer is read
                loop.call_soon_threadsafe(chunks.put_nowait, error)

        threading.Thread(target=work, name="belegt-local-chat", daemon=True).start()
        try:
            while (chunk := await chunks.get()) is not _DONE:
                if isinstance(chunk, Exception):
                    raise chunk
                assert isinstance(chunk, ChatGenerationChunk)
                yield chunk
        finally:
            ended.set()

    def _answers(self, said: list[dict[str, str]], ended: threading.Event) -> Iterator[ChatGenerationChunk]:
        """Generate token by token until the model ends, its limit is reached, or `ended` is set; one at a time."""
        while not self.turn.acquire(timeout=_SIGN):
            if ended.is_set():
                return
            yield _chunk("")  # whoever waits for others is not stalled
        try:
            yield from self._generated(said, ended)
        finally:
            self.turn.release()

    def _generated(self, said: list[dict[str, str]], ended: threading.Event) -> Iterator[ChatGenerationChunk]:
        import torch

        # A token is many small steps, and after each one all threads wait for the slowest: where somebody else uses
        # one of the cores, tokens from all of them take six times as long as from half, and on an idle machine two
        # thirds as long.
        with threads_of_torch(max(1, (os.cpu_count() or 1) // 2)), torch.inference_mode():
            ids = self.tokenizer.apply_chat_template(
                said, add_generation_prompt=True, return_tensors="pt", return_dict=True
            )["input_ids"]
            ends = self._end_tokens()
            known, past, written, shown = ids, None, [], ""
            for _ in range(self.most_tokens):
                if ended.is_set():
                    return
                out = self.model(input_ids=known, past_key_values=past, use_cache=True)
                past, token = out.past_key_values, int(out.logits[0, -1].argmax())
                if token in ends:
                    break
                written.append(token)
                text = self.tokenizer.decode(written, skip_special_tokens=True)
                # Half of a character that takes several tokens is shown when its other half is there.
                if not text.endswith("�") and len(text) > len(shown):
                    yield _chunk(text[len(shown) :])
                    shown = text
                known = torch.tensor([[token]])
            cut = len(written) == self.most_tokens
            usage = UsageMetadata(
                input_tokens=ids.shape[1], output_tokens=len(written), total_tokens=ids.shape[1] + len(written)
            )
            yield _chunk("", usage, "length" if cut else "stop")

    def _end_tokens(self) -> set[int]:
        configured = self.model.generation_config.eos_token_id
        ends = {self.tokenizer.eos_token_id, *(configured if isinstance(configured, list) else [configured])}
        return {token for token in ends if token is not None}


def _chunk(text: str, usage: UsageMetadata | None = None, ending: str | None = None) -> ChatGenerationChunk:
    told = {"finish_reason": ending} if ending else {}
    return ChatGenerationChunk(message=AIMessageChunk(content=text, usage_metadata=usage, response_metadata=told))
