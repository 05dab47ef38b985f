"""What every test stands on: no network, a readable fake encoder, a few small articles, and the real index."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings
from numpy.typing import NDArray

import rag.building.adding
import rag.building.builds
import rag.corpus
from rag.building import build
from rag.corpus import Corpus, open_corpus
from rag.encoder import Stretch, one_by_one
from rag.settings import Settings
from rag.types import BuildReport

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis_settings.register_profile("belegt", deadline=None)
hypothesis_settings.load_profile("belegt")

SEEDS = Path(__file__).parent.parent / "seeds"
ONE_THREAD = Settings(threads=1)
"""For the real encoder: beside other work, threads that wait for each other take many times as long as one."""

# --- no network -----------------------------------------------------------------------------------

_LOCAL = frozenset(("", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"))


class NetworkTouched(RuntimeError):
    """A test, or what it tests, wanted to reach a foreign host."""


def _allow(host: object) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is not None and str(name) not in _LOCAL:
        raise NetworkTouched(f"tests reach no network, but something asked for {name!r}")


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Let only this machine be looked up and connected to; for the whole session, fixtures of the session too."""
    look_up, connect, connect_ex = socket.getaddrinfo, socket.socket.connect, socket.socket.connect_ex

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _allow(host)
        return look_up(host, *args, **kwargs)

    def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
        def guarded_method(self: socket.socket, address: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None):
                _allow(address[0])
            return method(self, address)

        return guarded_method

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        yield


# --- the fake encoder -----------------------------------------------------------------------------


class FakeEncoder:
    """Words hashed into a bag of 64: texts that share words are near each other. It counts what it is asked for."""

    def __init__(self, name: str = "fake", *, words: int = 200, salt: str = "") -> None:
        self.name = name
        self.dimension = 64
        self.fingerprint = f"fake{salt}"
        self.encoded: list[str] = []
        self.before_encoding: Callable[[Sequence[str]], None] = lambda texts: None
        self._words = words
        self._salt = salt

    def encode_question(self, question: str) -> NDArray[np.float32]:
        return self._vector(question)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.before_encoding(texts)
        self.encoded.extend(texts)
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)

    def encode_stretches(self, stretches: Sequence[Stretch]) -> list[NDArray[np.float32]]:
        return one_by_one(self.encode_passages, stretches)

    def fits(self, text: str) -> bool:
        return len(text.split()) <= self._words

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, np.float32)
        vector[0] = 0.1  # a text without words has a direction too
        for word in re.findall(r"\w+", text.casefold()):
            digest = hashlib.blake2b(f"{self._salt}{word}".encode(), digest_size=2).digest()
            vector[int.from_bytes(digest, "big") % self.dimension] += 1
        return vector / np.linalg.norm(vector)


class EncoderShelf:
    """Stands where `open_encoder` is used: gives the encoder that lies on it, and counts how often it was opened."""

    def __init__(self) -> None:
        self.encoder = FakeEncoder()
        self.opened = 0

    def open(self, settings: Settings) -> FakeEncoder:
        self.opened += 1
        return self.encoder


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> EncoderShelf:
    shelf = EncoderShelf()
    for module in (rag.building.builds, rag.building.adding, rag.corpus):
        monkeypatch.setattr(module, "open_encoder", shelf.open)
    return shelf


@pytest.fixture
def fake(shelf: EncoderShelf) -> FakeEncoder:
    """The fake encoder, in the place of every other one."""
    return shelf.encoder


@pytest.fixture(autouse=True)
def _nothing_stays_open() -> Iterator[None]:
    before = set(rag.corpus._open)
    yield
    for key in rag.corpus._open.keys() - before:
        rag.corpus._open[key].close()


# --- articles -------------------------------------------------------------------------------------

HARBOUR = """Hafen von Wismar wird vertieft

Die Stadt Wismar will ihren Hafen bis 2027 vertiefen. Das sagte Bürgermeisterin Anna Kruse am Montag. „Wir brauchen
mehr Platz für große Schiffe“, erklärte sie. Die Arbeiten kosten nach Angaben der Stadt 80 Millionen Euro.

Naturschützer lehnen den Plan ab. Der Verband Küstenwacht warnte vor Schäden für die Seegraswiesen. Er kündigte an, vor
Gericht zu ziehen.
"""
BRIDGE = """Bridge over the Elbe stays closed

The old bridge over the Elbe will stay closed until spring, the transport ministry said on Tuesday. Engineers found
cracks in two pillars. "Nobody was ever in danger," said minister Paul Brandt. Commuters have to take the ferry.
"""
TRAINS = """Bahn streicht Züge im Winter

Die Bahn streicht im Winter jede zehnte Verbindung im Norden. Grund sind nach Angaben des Unternehmens fehlende
Lokführer. Die Gewerkschaft wies das zurück: Es gebe genug Personal, aber zu wenige Lokomotiven.
"""


@pytest.fixture
def articles_folder(tmp_path: Path) -> Path:
    """Three small articles: two in German, one in English."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in (("hafen.txt", HARBOUR), ("bridge.txt", BRIDGE), ("bahn.txt", TRAINS)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


# --- building -------------------------------------------------------------------------------------


def finish(
    sources: Iterable[str | Path] | str | Path,
    index: Path,
    *,
    settings: Settings | None = None,
    fresh: bool = False,
) -> BuildReport:
    """Run a build to its end and return its report."""
    *_, last = build(sources, index=index, settings=settings, fresh=fresh)
    assert last.step == "done"
    assert last.report is not None
    return last.report


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where a test's index goes; nothing is there yet."""
    return tmp_path / "index"


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real index over the sample articles, made by the embedded encoder."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    finish(SEEDS, folder, settings=ONE_THREAD)
    return folder


@pytest.fixture(scope="session")
def seeds_corpus(seeds_index: Path) -> Corpus:
    return open_corpus(seeds_index, ONE_THREAD)
