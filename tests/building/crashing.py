"""A process whose forks build, add and remove, and end in every way in which a process can end.

It has imported everything beforehand and has one thread, so that a fork of it is whole and takes milliseconds: a fork
of the tests' process, whose FAISS and server threads are missing in it, may wait for them for ever.

python -m tests.building.crashing forks         answers each line (a task as JSON) with a line (what became of it)
python -m tests.building.crashing read INDEX    asks until its input ends, and says how often and what was wrong
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import json
import logging
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rag.building.adding
import rag.building.builds
import rag.corpus
from rag.building import add, build, remove
from rag.corpus import Corpus
from rag.errors import BelegtError
from rag.store.checking import Flaw, check_index, repair
from rag.store.opening import open_database
from rag.types import content_id
from tests.conftest import FakeEncoder

HOME = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")


# --- what the tests say to it ---------------------------------------------------------------------


class Forks:
    """The process, as the tests see it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, do: str, index: Path, what: object, **how: object) -> dict[str, Any]:
        """Let a fork do something to an index, and return how that ended.

        `do` is "build" (of the folder `what`), "add" (the same), "remove" (the names in `what`) or "repair". `after`
        kills the fork after so many seconds, `at` before the step of that number. "ended" is "finished", "killed" or
        the error; "steps" how many there were, "seconds" how long it took, "warned" what was logged, "children" the
        numbers of the processes that a fork had started that was killed.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, "index": str(index), "what": what, **how}, default=str) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self._process.stderr and self._process.stderr.read()
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextlib.contextmanager
def other_process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.building.crashing", *map(str, arguments)],
        cwd=HOME,
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join([str(HOME), str(HOME / "rag" / "tiktoken-plugin")])}
        | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def started() -> Iterator[Forks]:
    with other_process("forks") as process:
        yield Forks(process)


@contextlib.contextmanager
def quick_folder(otherwise: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed process loses nothing that it wrote, on whatever disk."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else otherwise) as folder:
        yield Path(folder)


# --- what an index should hold --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """What an index holds: the article's id by address, and which addresses were added by themselves."""

    articles: Mapping[str, str]
    added: frozenset[str] = frozenset()

    @classmethod
    def by(cls, index: Path) -> Held:
        database = open_database(index)
        try:
            with database.snapshot():
                return cls(dict(database.rows("SELECT path, article FROM addresses")), frozenset(database.added()))
        finally:
            database.close()

    def built(self, folder: Path) -> Held:
        read = _read(folder)
        stays = {path: article for path, article in self.articles.items() if path in self.added}
        return Held({**stays, **read}, self.added)

    def with_more(self, folder: Path) -> Held:
        read = _read(folder)
        return Held({**self.articles, **read}, self.added | read.keys())

    def without(self, names: list[str]) -> Held:
        left = {path: article for path, article in self.articles.items() if path not in names}
        return Held(left, self.added - set(names))


def _read(folder: Path) -> dict[str, str]:
    return {path.as_posix(): content_id(path.read_text(encoding="utf-8")) for path in folder.glob("*.txt")}


def write_articles(folder: Path, chance: random.Random, most: int = 4) -> None:
    """Make the folder hold one to `most` articles, some of them as they were before."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.txt"):
        if chance.random() < 0.5:
            path.unlink()
    while not (there := len(list(folder.glob("*.txt")))) or (there < most and chance.random() < 0.7):
        place, number = chance.randrange(9), chance.randrange(1000)
        text = (
            f"Hafen von Ort {place} wird vertieft\n\nDer Ort {place} vertieft seinen Hafen um {number} Meter. „Wir "
            f"haben {number} Gründe“, sagte Bürgermeisterin Anna Kruse. Das kostet nach ihren Angaben {number} Euro.\n"
        )
        (folder / f"{place}.txt").write_text(text, encoding="utf-8")


def flaws_of(index: Path) -> list[Flaw]:
    return [flaw for flaw in check_index(index) if isinstance(flaw, Flaw)]


def wrong_quotes(corpus: Corpus) -> list[str]:
    """Ask something that every article answers, and return the quotes that are no slice of an article of their id."""
    answer = corpus.ask("Was sagte Anna Kruse?")
    assert answer.citations
    return [
        citation.quote
        for citation in answer.citations
        if content_id(citation.article.text) != citation.article.id
        or citation.article.text[citation.start : citation.end] != citation.quote
        or not citation.quote
    ]


# --- the process itself ---------------------------------------------------------------------------


def _do(task: Mapping[str, Any]) -> None:
    index = Path(task["index"])
    if task["do"] == "remove":
        remove(task["what"], index=index)
    elif task["do"] == "repair":
        for _ in repair(index, flaws_of(index)):
            pass
    else:
        for _ in {"build": build, "add": add}[task["do"]](Path(task["what"]), index=index):
            pass


class _Counted(sqlite3.Connection):
    """A connection that says before each statement that it comes to one."""

    step: Callable[[], None]

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        _Counted.step()
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        _Counted.step()
        return super().executemany(*arguments)


_STEPS = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree")


def _count_steps(fatal: int | None) -> Callable[[], int]:
    """Count each statement, flush, rename, removal and opening for writing from here on, and die before one of them."""
    numbers = itertools.count(1)
    last = 0

    def step() -> None:
        nonlocal last
        last = next(numbers)
        if last == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[1], str) and not arguments[1].startswith("r")
        if writes or event in _STEPS:
            step()

    def fsync(handle: int) -> None:
        step()
        flush(handle)

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        return plain(*arguments, factory=_Counted, **named)

    _Counted.step = staticmethod(step)
    flush, plain = os.fsync, sqlite3.connect
    os.fsync, sqlite3.connect = fsync, connect  # type: ignore[assignment]
    sys.addaudithook(hear)
    return lambda: last


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def _fork(task: Mapping[str, Any]) -> dict[str, Any]:
    reading, saying = os.pipe()
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.close(reading)
        warnings = _Warnings()
        logging.getLogger().addHandler(warnings)
        answer: dict[str, Any] = {"ended": "finished"}
        try:
            steps = _count_steps(task.get("at"))
            answer |= _under(task)
            answer["steps"] = steps()
        finally:
            error = sys.exc_info()[1]
            if isinstance(error, BelegtError):
                answer["ended"] = f"{type(error).__name__}: {error}"
            elif error:
                answer["ended"] = traceback.format_exc()
            os.write(saying, json.dumps(answer | {"warned": warnings.heard}).encode())
            os._exit(0)
    os.close(saying)
    children: list[str] = []
    if task.get("after") is not None:
        time.sleep(task["after"])
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{child}/task/{child}/children").read_text().split()
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    answer = json.loads(told) if told else {"ended": "killed"}
    return answer | {"seconds": time.perf_counter() - began, "children": children}


# --- bad disks and bad clocks, for the fork alone -------------------------------------------------


def _under(task: Mapping[str, Any]) -> dict[str, Any]:
    """Do the task under the circumstances that it names."""
    if "clock" in task:
        now = time.time
        time.time = lambda: now() + task["clock"]
    if "largest" in task:
        # Without this the process would be killed instead of being told that the file gets too large.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (task["largest"], task["largest"]))
    if "disk" in task:
        return _on_own_disk(task)
    if "read only" in task:
        _own_mounts()
        _mount(task["index"], task["index"], "", _BIND)
        _mount("none", task["index"], "", _BIND | _REMOUNT | _READ_ONLY)
        hits = rag.corpus.open_corpus(task["index"]).retrieve("Hafen", 9)
        try:
            _do(task)
        except BelegtError as error:
            return {"ended": str(error), "hits": len(hits)}
        return {"hits": len(hits)}
    _do(task)
    return {}


_READ_ONLY, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
_NEW_MOUNTS = 0x00020000


def _own_mounts() -> None:
    """Give this process mounts of its own, which nobody else sees and which end with it. Raises PermissionError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_MOUNTS):
        raise PermissionError(ctypes.get_errno(), "no mounts of its own")
    _mount("none", "/", "", _RECURSIVE | _PRIVATE)


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    parts = [part.encode() for part in (source, target, kind)]
    if libc.mount(*parts, ctypes.c_ulong(flags), options.encode()):
        raise PermissionError(ctypes.get_errno(), f"cannot mount {target}")


def _on_own_disk(task: Mapping[str, Any]) -> dict[str, Any]:
    """Do the task on a small disk that begins with a copy of the index, and tell what the index holds in the end."""
    index = Path(task["index"])
    _own_mounts()
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(index, copy, dirs_exist_ok=True)
        _mount("none", str(index), "tmpfs", 0, f"size={task['disk']}")
        shutil.copytree(copy, index, dirs_exist_ok=True)
    ended = "finished"
    try:
        _do(task)
    except BelegtError as error:
        ended = str(error)
    held = Held.by(index)
    flaws = [flaw.kind for flaw in flaws_of(index)]
    return {"ended": ended, "articles": dict(held.articles), "flaws": flaws}


def _answer_tasks() -> None:
    with quick_folder(HOME) as folder:
        write_articles(folder / "articles", random.Random(0))
        # Everything once: what is imported only when it is needed is there before the first fork.
        for do, what in (("build", folder / "articles"), ("add", folder / "articles")):
            _do({"do": do, "index": folder / "index", "what": what})
        corpus = rag.corpus.open_corpus(folder / "index")
        corpus.ask("Was sagte Anna Kruse?")
        corpus.close()
        _do({"do": "remove", "index": folder / "index", "what": list(Held.by(folder / "index").articles)})
    assert not Path("/proc/self/task").exists() or len(list(Path("/proc/self/task").iterdir())) == 1
    for line in sys.stdin:
        print(json.dumps(_fork(json.loads(line))), flush=True)


def _read_on(index: Path) -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    asked, states, wrong = 0, set(), []
    while not ended.is_set():
        try:
            corpus = rag.corpus.open_corpus(index)
            wrong += wrong_quotes(corpus)
            states.add(corpus.state())
        except BelegtError as error:
            wrong.append(f"{type(error).__name__}: {error}")
        asked += 1
        if asked == 1:
            print("reading", flush=True)
    print(json.dumps({"asked": asked, "states": len(states), "wrong": wrong}), flush=True)


def main(command: str, *arguments: str) -> None:
    encoder = FakeEncoder()
    for module in (rag.building.builds, rag.building.adding, rag.corpus):
        module.open_encoder = lambda settings: encoder  # type: ignore[attr-defined]
    if command == "forks":
        _answer_tasks()
    else:
        _read_on(Path(arguments[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
