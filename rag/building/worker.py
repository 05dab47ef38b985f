"""The process that reads files for a build, so that a file that crashes or hangs its reader takes nothing else along.

Run as `python -m rag.building.worker`: a line of JSON on standard input names a file; the answer on standard output is
a line for every row of it and one that ends it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import IO, Any

from rag.articles.readers import read_file
from rag.errors import ArticleError

MOST_MEMORY = 4 << 30
"""Bytes of address space: the largest files that are taken need a tenth of it, a bomb would take all there is."""


def main() -> None:
    """Answer until standard input ends."""
    _limit_memory()
    logging.disable(logging.CRITICAL)
    answers = _own_output()
    for line in sys.stdin:
        try:
            for answer in _read(json.loads(line)):
                _say(answers, answer)
        except ArticleError as error:
            _say(answers, {"failed": str(error)})
        except MemoryError:
            _say(answers, {"failed": "", "problem": "takes more memory to read than it may"})
        except Exception as error:  # noqa: BLE001  # a library's own mistake: that file cannot be read, the next ones can
            _say(answers, {"failed": "", "problem": f"cannot be read ({type(error).__name__}: {str(error)[:200]})"})
        else:
            _say(answers, {"done": True})


def _read(task: dict[str, Any]) -> Any:
    rows = read_file(
        Path(os.fsdecode(task["path"].encode("latin-1"))),
        task["reader"],
        max_bytes=task["max_bytes"],
        max_file_bytes=task["max_file_bytes"],
        columns=task["columns"],
    )
    for row in rows:
        reading = row.reading
        yield {
            "key": row.key,
            "reason": row.reason,
            "reading": reading and {name: getattr(reading, name) for name in reading.__slots__},
        }


def _say(answers: IO[str], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _own_output() -> IO[str]:
    """The pipe to whoever asks, out of reach of libraries that print."""
    own = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(own, "w", encoding="utf-8")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limits
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
