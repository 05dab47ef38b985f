"""Options that several commands have."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping

from rag.settings import ChatSettings


def add_index(parser: argparse.ArgumentParser, default: str) -> None:
    """Add --index, which is `default` where it is not given."""
    parser.add_argument("--index", default=default, metavar="FOLDER", help=f"the index's folder ({default})")


def add_filter(parser: argparse.ArgumentParser) -> None:
    """Add what chooses articles and claims: --since, --until, --publisher, --language, --claimer."""
    parser.add_argument(
        "--since", metavar="DATE", help="only articles published since then: 2023, 2023-11 or 2023-11-16"
    )
    parser.add_argument("--until", metavar="DATE", help="only articles published until then, that day included")
    for name, what in (("publisher", "by this publisher"), ("language", "in this language: de, en ...")):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="NAME", help=f"only articles {what}")
    parser.add_argument("--claimer", action="append", default=[], metavar="NAME", help="only claims by this claimer")


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add what chooses the chat model: --model, --model-url, --no-model. A key is no option: others see arguments."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--model",
        metavar="PROVIDER:NAME",
        help="the chat model that words statements: ollama:qwen2.5:7b, openai:..., anthropic:..., huggingface:FOLDER"
        " (BELEGT_CHAT_MODEL); its key comes from the environment only, see BELEGT_CHAT_KEY",
    )
    which.add_argument("--no-model", action="store_true", help="ask no chat model, whatever the environment names")
    parser.add_argument(
        "--model-url", metavar="URL", help="where it is reached, for any OpenAI-compatible server (BELEGT_CHAT_URL)"
    )


def chat_of(options: argparse.Namespace, environment: Mapping[str, str] = os.environ) -> ChatSettings:
    """Return the chat model of the environment as the options change it.

    Address and key in the environment belong to the model that it names. Where the options name another provider, its
    address is not used, and where requests go to another address, its key is not sent there.
    Raises ValueError naming what is wrong, but never a key.
    """
    if options.no_model:
        return ChatSettings()
    own = ChatSettings.from_environment(environment)
    given = {"BELEGT_CHAT_MODEL": options.model, "BELEGT_CHAT_URL": options.model_url}
    changed = {**environment, **{variable: value for variable, value in given.items() if value}}
    asked = ChatSettings.from_environment(changed)
    if not asked and options.model_url:
        raise ValueError("--model-url says where a chat model is, and none is named; add --model NAME")
    if own and asked.provider != own.provider and not options.model_url:
        changed["BELEGT_CHAT_URL"] = ""
        asked = ChatSettings.from_environment(changed)
    if own and asked.address != own.address:
        changed["BELEGT_CHAT_KEY"] = ""
        asked = ChatSettings.from_environment(changed)
    return asked
