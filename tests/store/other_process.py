"""What the tests run in other processes: `build` generation after generation, or `read` as another user.

python -m tests.store.other_process build FOLDER INDEX ROUNDS      each round holds other articles; says "built N"
python -m tests.store.other_process forks FOLDER INDEX             forks one build for each line read, see `forks`
python -m tests.store.other_process additions FOLDER INDEX         the same, and adds the folder instead of building it
python -m tests.store.other_process read INDEX                     says how many articles answer, as user 65534
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import rag.building.adding
import rag.building.builds
import rag.corpus
from tests.conftest import FakeEncoder, finish


def write_round(folder: Path, number: int) -> None:
    """Make the folder hold round `number`: every article in it says the number, and there are 2, 3 or 4 of them."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.txt"):
        old.unlink()
    for place in range(articles_in(number)):
        text = f"Runde {number}, Ort {place}\n\nDer Ort {place} meldet in der Runde {number} einen neuen Hafen.\n"
        (folder / f"{place}.txt").write_text(text, encoding="utf-8")


def articles_in(number: int) -> int:
    return 2 + number % 3


def forks(folder: Path, index: Path, *, adding: bool = False) -> None:
    """Fork a build or an addition for each line read: it is killed after so many seconds, or ends if it says "wait".

    Says how many seconds it took. This process never builds or searches itself, so that it has one thread and a fork
    of it is whole: a fork of the test's process, whose FAISS and server threads are missing in it, may wait for them
    for ever.
    """
    for line in sys.stdin:
        began = time.perf_counter()
        child = os.fork()
        if child == 0:
            try:
                if adding:
                    list(rag.building.adding.add(folder, index=index))
                else:
                    finish(folder, index)
            finally:
                os._exit(0)
        if line.strip() != "wait":
            time.sleep(float(line))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print(time.perf_counter() - began, flush=True)


def main(command: str, *arguments: str) -> None:
    encoder = FakeEncoder()
    for module in (rag.building.builds, rag.building.adding, rag.corpus):
        module.open_encoder = lambda settings: encoder  # type: ignore[attr-defined]
    if command == "build":
        folder, index, rounds = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
        for number in range(1, rounds + 1):
            write_round(folder, number)
            finish(folder, index)
            print("built", number, flush=True)
    elif command in ("forks", "additions"):
        forks(Path(arguments[0]), Path(arguments[1]), adding=command == "additions")
    elif command == "read":
        # The other user may not be allowed to read the packages of this one, many of which load parts of themselves
        # only when they are first used: a whole question, asked of a copy, loads them all.
        with tempfile.TemporaryDirectory() as copy:
            corpus = rag.corpus.open_corpus(shutil.copytree(arguments[0], Path(copy) / "index"))
            corpus.retrieve("neuer Hafen", 9)
            corpus.close()
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        corpus = rag.corpus.open_corpus(arguments[0])
        print(len(corpus.articles()), len(corpus.retrieve("neuer Hafen", 9)), flush=True)
        sys.stdin.readline()
        print(len(corpus.articles()), len(corpus.retrieve("neuer Hafen", 9)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
