"""What goes wrong with a chat model, in one vocabulary and one sentence each, whichever provider's client raised it.

A sentence tells what happened and what to do. It never holds the key, nor what a server says about a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.chat.background import Stalled, TimeIsUp
from rag.errors import ChatModelError
from rag.settings import ChatSettings

_DETAIL = 200
_CAUSES = 8


def status_of(error: BaseException) -> int | None:
    """Return the status of HTTP that a client's error carries, if any: its own or that of what caused it."""
    for one in _chain(error):
        for holder in (one, getattr(one, "response", None)):
            status = getattr(holder, "status_code", None)
            if isinstance(status, int) and 400 <= status < 600:
                return status
    return None


def failure(error: BaseException, settings: ChatSettings) -> ChatModelError:
    """Return a provider's error as one of ours; raise it `from None`, since its text may hold the key."""
    where = f"{settings.shown_name} at {settings.host}" if settings.host else settings.shown_name
    if isinstance(error, ChatModelError):
        return error
    if isinstance(error, TimeIsUp):
        return ChatModelError(
            f"the chat model {where} was not done within {settings.timeout} seconds; allow more with "
            "BELEGT_CHAT_TIMEOUT, or take a faster model",
            "timeout",
        )
    if isinstance(error, Stalled) or any("Timeout" in type(one).__name__ for one in _chain(error)):
        return ChatModelError(
            f"the chat model {where} gave no sign for {settings.stall} seconds; try again, or allow more with "
            "BELEGT_CHAT_STALL",
            "stalled",
        )
    status = status_of(error)
    if status in (401, 403):
        return ChatModelError(
            f"{settings.host} refuses the key ({status}); set BELEGT_CHAT_KEY to one that may use "
            f"{settings.shown_name}",
            "key",
        )
    if status == 404:
        return ChatModelError(
            f"{settings.host} does not know the model {settings.shown_name!r}, or the address is wrong (404); look at "
            f"BELEGT_CHAT_MODEL and BELEGT_CHAT_URL{_said(error, settings)}",
            "unknown",
        )
    if status == 429:
        return ChatModelError(
            f"{settings.host} takes no more questions at present, or the account is used up (429); wait a moment, or "
            "set BELEGT_CHAT_REQUESTS_PER_MINUTE to what the account allows",
            "busy",
        )
    if status is not None and status >= 500:
        return ChatModelError(f"{settings.host} failed ({status}); try again later", "server")
    if status is not None:
        return ChatModelError(
            f"{settings.host} refuses the request for {settings.shown_name} ({status}){_said(error, settings)}",
            "refused",
        )
    if settings.host and _is_of_connection(error):
        if not any(_tells_unreachable(one) for one in _chain(error)):
            return ChatModelError(f"the connection to {settings.host} broke off; try again", "cut")
        return ChatModelError(
            f"nobody answers at {settings.address}; start the server, or correct BELEGT_CHAT_URL", "unreachable"
        )
    return ChatModelError(f"the chat model {where} failed: {type(error).__name__}{_said(error, settings)}", "failed")


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(_CAUSES):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__


def _is_of_connection(error: BaseException) -> bool:
    words = ("Connect", "Network", "Protocol", "ReadError", "WriteError", "RequestError", "Transport")
    return any(isinstance(one, OSError) or any(word in type(one).__name__ for word in words) for one in _chain(error))


def _tells_unreachable(error: BaseException) -> bool:
    if isinstance(error, (ConnectionResetError, BrokenPipeError)):
        return False
    return isinstance(error, OSError) or type(error).__name__ in ("ConnectError", "gaierror")


def _said(error: BaseException, settings: ChatSettings) -> str:
    """What the provider says, shortened, on one line and without the key."""
    text = " ".join(str(error).split())
    if settings.key:
        text = text.replace(settings.key, "…")
    # Parts of a key are shown by some providers, and by their usual form.
    text = re.sub(r"\b(?:sk|key|Bearer)[-_ ][\w*.…-]{4,}", "…", text)
    return f": {text[:_DETAIL]}" if text else ""
