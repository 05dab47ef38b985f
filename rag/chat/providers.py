"""The client of each provider, through LangChain's interface for chat models: the only door to their packages."""

from __future__ import annotations

import os
from typing import Any

from rag.settings import ChatSettings

_NO_KEY = "none"
"""What is sent where no key is set: local servers want none, and clients insist on sending one."""


def client_of(settings: ChatSettings) -> Any:
    """Return a LangChain chat model, with everything said that its client would else take from the environment."""
    if settings.provider == "huggingface":
        from rag.chat.local import LocalChatModel

        return LocalChatModel.load(settings.name, most_tokens=settings.answer_tokens)
    common: dict[str, Any] = {"base_url": settings.address}
    if settings.provider == "ollama":
        # The number of tokens that Ollama reads is set with each request; its default cuts long ones silently.
        # Retries are the model's own business there: it runs on this machine or in this house.
        # Without a header of ours its client sends what OLLAMA_API_KEY holds, a key for Ollama's own service.
        headers = {"Authorization": f"Bearer {settings.key or _NO_KEY}"}
        common |= {
            "num_ctx": settings.context_tokens,
            "num_predict": settings.answer_tokens,
            "temperature": 0.0,
            "client_kwargs": {"timeout": float(settings.timeout), "headers": headers},
        }
        return _by_name("ollama", settings, common)
    common |= {
        "api_key": settings.key or _NO_KEY,
        "timeout": float(settings.timeout),
        "max_retries": settings.retries,
        "max_tokens": settings.answer_tokens,
    }
    if settings.provider == "anthropic":
        # Who names an address means it: no proxy that a variable names for Anthropic's own.
        direct = {"anthropic_proxy": None, "default_headers": _no_custom_headers()} if settings.url else {}
        return _by_name("anthropic", settings, common | direct | {"temperature": 0.0})
    if not settings.url:
        return _by_name("openai", settings, common)
    # OpenAI's own model class calls the limit by a name that compatible servers do not know; its parent does not.
    from langchain_openai.chat_models.base import BaseChatOpenAI

    # And an account at OpenAI, which its client takes from the environment, is nobody else's business.
    headers = {"OpenAI-Organization": "", "OpenAI-Project": ""}
    return BaseChatOpenAI(model=settings.name, openai_proxy="", default_headers=headers, **common)


def _no_custom_headers() -> dict[str, str]:
    """Return the headers that a variable adds for Anthropic's own service, emptied: they may hold a secret."""
    lines = os.environ.get("ANTHROPIC_CUSTOM_HEADERS", "").split("\n")
    return {name.strip(): "" for name, colon, _ in (line.partition(":") for line in lines) if colon}


def _by_name(provider: str, settings: ChatSettings, values: dict[str, Any]) -> Any:
    from langchain.chat_models import init_chat_model

    return init_chat_model(settings.name, model_provider=provider, **values)


def limiter_of(settings: ChatSettings) -> Any:
    """Return what holds requests back where the settings allow only so many a minute; None where they do not."""
    if not settings.requests_per_minute:
        return None
    from langchain_core.rate_limiters import InMemoryRateLimiter

    limiter = InMemoryRateLimiter(requests_per_second=settings.requests_per_minute / 60, max_bucket_size=1)
    limiter.available_tokens = 1.0  # it begins empty, as if a request had just been made
    return limiter
