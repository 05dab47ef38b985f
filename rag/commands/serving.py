"""`belegt serve`: the chat page."""

from __future__ import annotations

import argparse
from dataclasses import replace

from rag.commands.options import add_index, add_model, chat_of
from rag.settings import PageSettings, Settings


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    """Add the command; `index` is the folder that it takes where none is named."""
    serve = commands.add_parser(
        "serve", help="start the chat page", description="Start the chat page and say its address."
    )
    add_index(serve, index)
    serve.add_argument("--host", help="address to listen on (BELEGT_HOST, or 127.0.0.1: this machine only)")
    serve.add_argument("--port", type=int, help="port to listen on (BELEGT_PORT, or 7860; 0: any that is free)")
    add_model(serve)
    serve.set_defaults(run=_serve)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from rag.page import serve

    given = {name: value for name in ("index", "host", "port") if (value := getattr(options, name)) is not None}
    serve(
        replace(PageSettings.from_environment(), **given),
        settings,
        chat=chat_of(options),
        on_ready=lambda address: print(f"Belegt answers at {address} (stop with Ctrl-C)", flush=True),
    )
    return 0
