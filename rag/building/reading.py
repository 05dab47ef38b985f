"""Reading many files at once, in processes that may crash or hang: what each file holds, in the order of the files."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rag
from rag.articles.readers import read_file
from rag.articles.reading import Reading
from rag.articles.tables import Row
from rag.building.sources import Source
from rag.errors import ArticleError
from rag.settings import Settings

_MOST_WORKERS = 8
_AT_HAND = ("text",)
"""Readers that are run here: nothing of a plain text is interpreted, so that there is nothing to crash."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a source, or the rest of it, could not be read."""

    reason: str


def read_sources(sources: Sequence[Source], settings: Settings) -> Iterator[tuple[Source, Row | Failure | None]]:
    """Yield what every source holds, in their order: its rows, a `Failure` where reading ended badly, then None.

    Formats other than plain text are read in processes of their own, as many as there are cores. A file on which such
    a process crashes, or from which nothing comes for `settings.read_seconds`, is a Failure, and the next files are
    read by a new process. Rows are fetched one by one: a file of any length takes no memory here.
    """
    crew = _Crew(settings)
    ahead = iter(sources)
    pending: deque[tuple[Source, _Worker | None]] = deque()
    left = True
    try:
        while True:
            while left and len(pending) < crew.size:
                source = next(ahead, None)
                left = source is not None
                if source is not None:
                    pending.append((source, crew.begin(source)))
            if not pending:
                return
            source, worker = pending.popleft()
            for found in crew.rows(worker) if worker else _here(source, settings):
                yield source, found
            yield source, None
    finally:
        crew.close()


def _here(source: Source, settings: Settings) -> Iterator[Row | Failure]:
    try:
        yield from read_file(
            source.path,
            source.reader,
            max_bytes=settings.max_article_bytes,
            max_file_bytes=settings.max_file_bytes,
            columns=source.columns,
        )
    except ArticleError as error:
        yield Failure(str(error))


class _Worker:
    """One process, and what of its answer has come."""

    def __init__(self) -> None:
        # Not from the working directory, where a file may be called like a module; and this Belegt, wherever it is.
        home = str(Path(rag.__file__).parent.parent)
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(  # our own module
            [sys.executable, "-P", "-m", "rag.building.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self.source: Source | None = None
        self._come = b""

    def ask(self, task: dict[str, Any]) -> None:
        assert self.process.stdin
        self._come = b""
        try:
            self.process.stdin.write(json.dumps(task).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            pass  # it has died meanwhile; whoever waits for the answer sees that

    def line(self, seconds: float) -> bytes | None:
        """The next line of the answer; None if none comes in time, and b"" if the process has ended."""
        assert self.process.stdout
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._come:
                left = end - time.monotonic()
                if left <= 0 or not selector.select(left):
                    return None
                piece = os.read(self.process.stdout.fileno(), 1 << 20)
                if not piece:
                    return b""
                self._come += piece
        line, _, self._come = self._come.partition(b"\n")
        return line

    def end(self) -> int:
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            with contextlib.suppress(OSError):  # what was still to be written to a dead process
                pipe.close()
        return self.process.wait()


class _Crew:
    """The processes: who is free, and who reads what."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.size = min(_MOST_WORKERS, settings.threads or os.cpu_count() or 1)
        self._free: list[_Worker] = []
        self._all: set[_Worker] = set()

    def begin(self, source: Source) -> _Worker | None:
        """Let a process begin with a source; None if it is to be read here."""
        if source.reader.split(" ")[0] in _AT_HAND:
            return None
        worker = self._free.pop() if self._free else _Worker()
        self._all.add(worker)
        worker.source = source
        worker.ask(
            {
                # Paths are bytes, and not every one is text.
                "path": os.fsencode(source.path).decode("latin-1"),
                "reader": source.reader,
                "max_bytes": self._settings.max_article_bytes,
                "max_file_bytes": self._settings.max_file_bytes,
                "columns": dict(source.columns),
            }
        )
        return worker

    def rows(self, worker: _Worker) -> Iterator[Row | Failure]:
        """Yield what a process answers, to the end."""
        source = worker.source
        assert source
        while True:
            line = worker.line(self._settings.read_seconds)
            if not line:
                yield Failure(self._lost(worker, line))
                return
            answer = json.loads(line)
            if "done" in answer:
                break
            if "failed" in answer:
                yield Failure(answer["failed"] or f"{source.path} {answer['problem']}; leave it out, or convert it")
                break
            reading = answer["reading"]
            if reading:
                reading = Reading(**{**reading, "pages": tuple(reading["pages"])})
            yield Row(answer["key"], reading, answer["reason"])
        worker.source = None
        self._free.append(worker)

    def _lost(self, worker: _Worker, line: bytes | None) -> str:
        """Let go of a process that hangs or has crashed, and say what happened."""
        source = worker.source
        assert source
        self._all.discard(worker)
        code = worker.end()
        if line is None:
            return (
                f"{source.path} is not read after {self._settings.read_seconds} seconds; leave it out, or raise "
                "BELEGT_READ_SECONDS"
            )
        named = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"{source.path} crashed the program that reads it ({named}); leave it out, or convert it"

    def close(self) -> None:
        for worker in self._all:
            worker.end()
