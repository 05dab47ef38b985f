"""Signs of progress from measuring, which takes minutes, and the bar that shows them on stderr."""

from __future__ import annotations

import sys
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total` questions in what is being measured now."""

    name: str
    done: int
    total: int


def finish(work: Generator[Step, None, _Result]) -> _Result:
    """Run a measurement to its end in silence and return its result."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: _Result = end.value
            return result


def finish_with_bar(work: Generator[Step, None, _Result]) -> _Result:
    """Run a measurement to its end with a bar on stderr if that is a terminal, and return its result."""
    from tqdm import tqdm

    def shown() -> Generator[Step, None, _Result]:
        with tqdm(unit="", disable=not sys.stderr.isatty(), leave=False) as bar:
            name = ""
            while True:
                try:
                    step = next(work)
                except StopIteration as end:
                    result: _Result = end.value
                    return result
                if step.name != name:
                    # Another measurement: the time left of the one before says nothing about it.
                    name = step.name
                    bar.reset(step.total)
                bar.set_description_str(name, refresh=False)
                bar.total, bar.n = step.total, step.done
                bar.refresh()
                yield step

    return finish(shown())
