"""Settings: frozen values, each default with its reason, standard library only.

Only `app.py` and the command line read the environment (`from_environment`); the library takes a `Settings`, what
words answers with a chat model a `ChatSettings`, and what serves the page a `PageSettings` too. Build settings shape
what is stored: they are written into the index and compared when it is opened.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

EMBEDDED_ENCODER = "embedded"

Accounts = tuple[tuple[str, str], ...]
"""Names and passwords of those who may use the page."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build and to ask. Environment: the name in capitals after `BELEGT_`, as in `BELEGT_ENCODER`."""

    # --- build settings: what is stored depends on them -------------------------------------------------------
    encoder: str = EMBEDDED_ENCODER
    """The embedded encoder, or the name or folder of any sentence-transformers model."""

    question_prompt: str | None = None
    """Put before a question. None takes the model's own prompt, or the known one of its family (E5: "query: ")."""

    passage_prompt: str | None = None
    """Put before a passage or claim; None as above (E5: "passage: ")."""

    passage_tokens: int = 160
    """The most tiktoken tokens in a passage: five to seven news sentences, and short of the 256 pieces that small
    encoders read, so that their own limit seldom has to cut a passage earlier."""

    max_article_bytes: int = 2_000_000
    """The longest text of an article: what has more is skipped by name. The longest news features have 0.1 MB;
    megabytes are dumps, not articles."""

    max_file_bytes: int = 100_000_000
    """Larger files of formats with more than text in them are skipped by name: pictures in a PDF are no article, but
    they are in its file. Tables, which are read row by row, may have any length."""

    read_seconds: int = 60
    """Seconds without a sign after which reading a file is given up: the slowest good ones take a few."""

    max_pages: int = 1_000
    """Pages that are fetched at most from the web in one build or addition: at one a second, a quarter of an hour."""

    fetch_pause: int = 1_000
    """Milliseconds between two requests to one host: whoever asks faster gets locked out."""

    private_hosts: str = ""
    """Hosts, with commas between them, that may be fetched from though their address is not public: those of a
    newsroom's own network. None: an address in an article or a feed must not lead into it."""

    repeats: int = 5
    """Articles of one publisher in which a line must stand to count as boilerplate; 0: such lines are not looked for.
    Fewer may be chance, or a phrase that somebody likes."""

    # --- settings of a question ------------------------------------------------------------------------------
    top_k: int = 8
    """Findings in an answer: few enough that each one gets read, enough for what several articles say."""

    max_question_chars: int = 2_000
    """A longer question is refused: no encoder reads it whole, and what is not read must not seem answered."""

    threads: int = 0
    """Threads for encoding passages; 0 takes all cores."""

    reranker: str | None = None
    """The name or folder of a sentence-transformers CrossEncoder that judges what retrieval found. None: without one,
    because a small one takes two seconds a question on two cores, and the rest of an answer a hundredth of that."""

    entailment: str | None = None
    """The name or folder of a sentence-transformers CrossEncoder for natural language inference, which has a say in
    what a chat model worded: it can reject what the gate lets pass, never the other way round. None: the gate alone."""

    def __post_init__(self) -> None:
        for name, least in (
            ("passage_tokens", 16), ("repeats", 0), ("max_article_bytes", 1), ("max_file_bytes", 1),
            ("max_pages", 1), ("fetch_pause", 0), ("read_seconds", 1), ("top_k", 1), ("max_question_chars", 1),
        ):  # fmt: skip
            if getattr(self, name) < least:
                raise ValueError(f"setting {name} must be at least {least}, got {getattr(self, name)}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the defaults with every `BELEGT_<NAME>` applied. Raises ValueError naming a value that is wrong."""
        return cls(**_from_environment(cls, environment))

    def build_settings(self) -> dict[str, str | int | None]:
        """The part that an index depends on."""
        names = ("encoder", "question_prompt", "passage_prompt", "passage_tokens", "repeats")
        return {name: getattr(self, name) for name in names}


Provider = Literal["openai", "anthropic", "ollama", "huggingface"]
"""Where a chat model runs: an endpoint that speaks OpenAI's protocol, Anthropic, Ollama, or this process."""

_ADDRESSES: dict[str, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "ollama": "http://127.0.0.1:11434",
    "huggingface": "",
}
_USUAL_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_CHAT_EXAMPLES = "openai:gpt-4o-mini, anthropic:claude-haiku-4-5, ollama:qwen2.5:7b or huggingface:FOLDER"
_LOCAL_HOSTS = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Which chat model words answers, and how long it may take. Environment: `BELEGT_CHAT_` and the name in capitals.

    Apart from `Settings`, which reports and caches hold on to: here is a key. False if no model is named.
    """

    model: str = ""
    """Provider and name, as in "ollama:qwen2.5:7b"; with a `url`, a name alone is one of an OpenAI-compatible endpoint.
    Empty: no model, because nothing must leave this machine, or cost money, that nobody asked for."""

    url: str = ""
    """Where the provider is reached; empty: its usual address. vLLM, llama.cpp, LM Studio: "http://127.0.0.1:8000/v1"."""

    key: str = field(default="", repr=False)
    """The provider's key. In the environment the key itself or "@FILE"; without one, and without a `url`, the
    provider's usual variable (OPENAI_API_KEY, ANTHROPIC_API_KEY)."""

    timeout: int = 60
    """Seconds for all that a model has to say to one question: a reader waits no longer, and has the quotes already."""

    stall: int = 20
    """Seconds without a sign of the model after which it is given up: slow models are slow all the time, a stalled
    connection stays stalled."""

    retries: int = 2
    """Further tries where the provider is busy (429) or fails (5xx), with growing pauses, within `timeout`."""

    requests_per_minute: int = 0
    """The most requests to the provider, `retries` not counted; 0: any number. For accounts with a limit of their
    own."""

    context_tokens: int = 8_192
    """What the model reads and writes at once, as counted by tiktoken: small local models have no more."""

    answer_tokens: int = 1_024
    """The most that it may write: eight statements of a sentence each take a third of it."""

    def __post_init__(self) -> None:
        for name, least in (
            ("timeout", 1), ("stall", 1), ("retries", 0), ("requests_per_minute", 0), ("context_tokens", 512),
            ("answer_tokens", 32),
        ):  # fmt: skip
            if getattr(self, name) < least:
                raise ValueError(f"setting chat_{name} must be at least {least}, got {getattr(self, name)}")
        if self.answer_tokens * 2 > self.context_tokens:
            raise ValueError(
                f"setting chat_answer_tokens is {self.answer_tokens:,}, more than half of chat_context_tokens "
                f"({self.context_tokens:,}); the question and its claims need the other half"
            )
        if not self.model:
            return
        if not self.name:
            raise ValueError(f"BELEGT_CHAT_MODEL={self.model!r} names no model; write for example {_CHAT_EXAMPLES}")
        if self.provider != "huggingface":
            _check_address(self.address)

    def __bool__(self) -> bool:
        return bool(self.model)

    @property
    def provider(self) -> Provider:
        """Who is asked. Raises ValueError if `model` names nobody known and there is no `url`."""
        before, colon, _ = self.model.partition(":")
        for provider in get_args(Provider):
            if colon and before.strip().lower() == provider:
                return provider  # type: ignore[no-any-return]
        if self.url:
            return "openai"
        raise ValueError(
            f"BELEGT_CHAT_MODEL={self.model!r} does not say where the model is; write for example {_CHAT_EXAMPLES}, or "
            "set BELEGT_CHAT_URL to an endpoint that speaks OpenAI's protocol"
        )

    @property
    def name(self) -> str:
        """The model's name at its provider."""
        before, _, rest = self.model.partition(":")
        return (rest if before.strip().lower() == self.provider else self.model).strip()

    @property
    def shown_name(self) -> str:
        """The name as readers of an answer see it: of a folder the last part, the rest is this machine's business."""
        named = self.name
        if self.provider == "huggingface" and (
            named.startswith((".", "~")) or Path(named).is_absolute() or Path(named).is_dir()
        ):
            return Path(os.path.abspath(named)).name or named
        return named

    @property
    def address(self) -> str:
        """Where requests go; empty for a model in this process."""
        return (self.url or _ADDRESSES[self.provider]).rstrip("/")

    @property
    def host(self) -> str:
        """The host that reads questions and quotes, for telling a reader; empty for a model in this process."""
        return urlsplit(self.address).netloc

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.provider == "huggingface" or urlsplit(self.address).hostname in _LOCAL_HOSTS

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> ChatSettings:
        """Return the defaults with every `BELEGT_CHAT_<NAME>` applied.

        Raises ValueError naming a value that is wrong, but never a key.
        """
        values = _from_environment(cls, environment, "BELEGT_CHAT_")
        values["key"] = values.get("key", "").strip()
        if values["key"].startswith("@"):
            lines = _lines_of_file(values["key"][1:], "BELEGT_CHAT_KEY")
            values["key"] = next((line.strip() for line in lines if line.strip()), "")
        settings = cls(**values)
        # A usual key is for the usual address: at another one it would be given away.
        if settings and not settings.key and not settings.url:
            usual = environment.get(_USUAL_KEYS.get(settings.provider, ""), "")
            settings = cls(**values | {"key": usual.strip()})
        return settings


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"BELEGT_CHAT_URL must begin with http:// or https:// and name a host, got {address!r}")
    if parts.username or parts.password:
        raise ValueError("BELEGT_CHAT_URL holds a name or a password; put the key into BELEGT_CHAT_KEY instead")


@dataclass(frozen=True, slots=True)
class PageSettings:
    """How the page is served. Environment: the name in capitals after `BELEGT_`, as in `BELEGT_PORT`.

    Apart from `Settings`, which reports and caches hold on to: here are passwords.
    """

    index: str = "index"
    """The folder of the index that is served."""

    host: str = "127.0.0.1"
    """The address to listen on: this machine only, because nobody else was asked for."""

    port: int = 7860
    """The port to listen on, gradio's usual one; 0 takes any that is free."""

    auth: Accounts = field(default=(), repr=False)
    """Who may use the page, by name and password; empty: everybody who can reach it. In the environment
    "name:password", several with commas or line breaks between them, or "@FILE" with one a line."""

    questions_per_minute: int = 600
    """Questions from one address, on the page and by programs; 0: any number. Twenty people behind one address who ask
    every two seconds reach it, a program that asks in a loop is slowed down before it keeps others waiting."""

    uploads_per_minute: int = 60
    """Uploads from one address, of up to a thousand files each; 0: any number. A person needs one a minute."""

    max_upload_bytes: int = 0
    """The largest file that is taken; 0: as `Settings.max_file_bytes`."""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ValueError(f"setting port must be from 0 to 65535, got {self.port}")
        for name in ("questions_per_minute", "uploads_per_minute", "max_upload_bytes"):
            if getattr(self, name) < 0:
                raise ValueError(f"setting {name} must be at least 0, got {getattr(self, name)}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> PageSettings:
        """Return the defaults with every `BELEGT_<NAME>` applied.

        Raises ValueError naming a value that is wrong, but never a password.
        """
        return cls(**_from_environment(cls, environment))


def _from_environment(
    kind: type[Settings | ChatSettings | PageSettings], environment: Mapping[str, str], prefix: str = "BELEGT_"
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for setting in fields(kind):
        variable = f"{prefix}{setting.name.upper()}"
        text = environment.get(variable)
        if text is None or text == "":
            continue
        if setting.type == "int":
            try:
                values[setting.name] = int(text)
            except ValueError as error:
                raise ValueError(f"{variable} must be a whole number, got {text!r}") from error
        elif setting.type == "Accounts":
            values[setting.name] = accounts_of(text)
        else:
            values[setting.name] = text
    return values


def accounts_of(text: str) -> Accounts:
    """Return the accounts that BELEGT_AUTH names: "name:password", several of them, or "@FILE" with one a line.

    A password may hold colons. Where accounts stand on lines of their own, in a file or not, it may hold commas too.
    White space around an account is left out. Raises ValueError for what is no account; it never shows a password.
    """
    lines = _lines_of_file(text.strip()[1:], "BELEGT_AUTH") if text.strip().startswith("@") else text.splitlines()
    if len(lines) == 1 and not text.strip().startswith("@"):
        lines = lines[0].split(",")
    accounts: dict[str, str] = {}
    for number, line in enumerate((line.strip() for line in lines), start=1):
        if not line:
            continue
        name, colon, password = line.partition(":")
        name = name.strip()
        if not colon or not name or not password:
            raise ValueError(
                f"BELEGT_AUTH: account {number} is not written as name:password; "
                "if a password holds a comma, write one account a line into a file and set BELEGT_AUTH=@FILE"
            )
        if name in accounts:
            raise ValueError(f"BELEGT_AUTH names {name!r} twice; give every account a name of its own")
        accounts[name] = password
    if not accounts:
        raise ValueError("BELEGT_AUTH names no account; write name:password, or unset it to let everybody in")
    return tuple(accounts.items())


def _lines_of_file(path: str, variable: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        # Without the cause: a decoding error holds what it could not decode.
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(f"{variable} names the file {path!r}, which cannot be read: {reason}") from None
