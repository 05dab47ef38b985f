"""The page under load: many users ask at once while another process builds the same index again and again.

    python -m rag.evaluation.page_load --users 20 --questions 10 --builds 10

starts a real server over an index of the sample articles in a temporary folder, on this machine only, and prints the
figures as JSON. Users are threads that ask by plain HTTP, each with a session of its own, and check what they get:
every quote must be the words at its place in its article. The exit code is 1 if anything went wrong.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.building import build
from rag.corpus import Corpus, open_corpus
from rag.encoder import open_encoder
from rag.evaluation.report import about
from rag.settings import Settings

_SEEDS = Path(__file__).parent.parent.parent / "seeds"
_QUESTIONS = (
    "What did Russia offer Venezuela?",
    "Did Venezuela ask Russia for help?",
    "Wer bietet Vermittlung an?",
    "Was sagt Maduro über das Öl?",
    "Weizen aus Russland",
    "How many people live on the moon?",
)
_PATIENCE = 120
"""Seconds that a user waits for one answer before it counts as an error."""
_ADDED = 3
"""Articles that each build adds."""

_Cited = tuple[str, int, int, str]
"""An article, where in it, and the words that are said to stand there."""


@dataclass
class Load:
    """What happened: answers and errors, seconds of an answer, builds done meanwhile, and where and when it was."""

    users: int
    questions: int
    answers: int = 0
    abstentions: int = 0
    errors: list[str] = field(default_factory=list)
    median: float | None = None
    p95: float | None = None
    longest: float | None = None
    seconds: float = 0.0
    builds: int = 0
    articles: int = 0
    about: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def measure_load(users: int = 20, questions: int = 10, builds: int = 10, seconds: float = 300) -> Load:
    """Let so many users ask so many questions each while up to so many builds run, for so many seconds at most."""
    settings = Settings()
    load = Load(users, questions, about=about(settings, open_encoder(settings)))
    with tempfile.TemporaryDirectory(prefix="belegt-load-") as folder:
        articles, index = Path(folder) / "articles", Path(folder) / "index"
        articles.mkdir()
        for path in sorted(_SEEDS.glob("*.txt")):
            if not path.name.lower().startswith("readme"):
                (articles / path.name).write_bytes(path.read_bytes())
        for _ in build(articles, index=index, settings=settings):
            pass
        with _served(index, Path(folder) / "server.txt") as address:
            cited = _ask_and_build(load, address, articles, index, builds, time.monotonic() + seconds)
        corpus = open_corpus(index, settings)
        load.articles = corpus.counts()["articles"]
        load.errors += _misquoted(corpus, cited)
        corpus.close()
        said = (Path(folder) / "server.txt").read_text(encoding="utf-8")
        if said.strip():
            load.errors.append(f"the server said: {said.strip()[-2000:]}")
    return load


def _ask_and_build(load: Load, address: str, articles: Path, index: Path, builds: int, end: float) -> set[_Cited]:
    times: list[float] = []
    cited: set[_Cited] = set()
    lock = threading.Lock()
    done = threading.Event()

    def use(user: int) -> None:
        order = random.Random(user)  # noqa: S311  # an order, no secret
        for _ in range(load.questions):
            if time.monotonic() > end:
                break
            question = order.choice(_QUESTIONS)
            began = time.perf_counter()
            try:
                answer = _asked(address, question)
                problem = _problem(answer, question)
            except (OSError, ValueError, KeyError, http.client.HTTPException) as error:
                answer, problem = {}, f"{type(error).__name__}: {error}"
            with lock:
                if problem:
                    load.errors.append(problem)
                    continue
                times.append(time.perf_counter() - began)
                load.answers += 1
                load.abstentions += answer["abstention"] is not None
                for finding in answer["findings"]:
                    cited.update((c["article"], c["start"], c["end"], c["quote"]) for c in finding["citations"])

    def add() -> None:
        for number in range(builds):
            if done.is_set() or time.monotonic() > end:
                return
            for article in range(_ADDED):
                path = articles / f"generated-{number}-{article}.txt"
                path.write_text(_generated(random.Random(f"{number} {article}")), encoding="utf-8")  # noqa: S311
            command = [sys.executable, "-m", "rag", "build", str(articles), "--index", str(index), "--json"]
            built = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own
            with lock:
                if built.returncode:
                    load.errors.append(f"a build ended with {built.returncode}: {built.stderr.strip()[-500:]}")
                    return
                load.builds += 1

    began = time.monotonic()
    asking = [threading.Thread(target=use, args=(number,)) for number in range(load.users)]
    adding = threading.Thread(target=add)
    for thread in (adding, *asking):
        thread.start()
    for thread in asking:
        thread.join()
    load.seconds = round(time.monotonic() - began, 1)
    done.set()
    adding.join()
    if times:
        load.median = round(statistics.median(times), 3)
        load.p95 = round(sorted(times)[min(len(times) - 1, int(0.95 * len(times)))], 3)
        load.longest = round(max(times), 3)
    return cited


def _problem(answer: dict[str, Any], question: str) -> str | None:
    """What is wrong with an answer, None where nothing is."""
    if answer["question"] != question:
        return f"{question!r} got the answer to {answer['question']!r}"
    if bool(answer["findings"]) == (answer["abstention"] is not None):
        return f"{question!r} got neither findings nor an abstention, or both"
    return None


def _misquoted(corpus: Corpus, cited: set[_Cited]) -> Iterator[str]:
    """Yield what is quoted otherwise than it stands in its article."""
    for article, start, end, quote in sorted(cited):
        if corpus.article(article).text[start:end] != quote:
            yield f"{article}, {start} to {end}, is not {quote!r}"


def _asked(address: str, question: str) -> dict[str, Any]:
    """Ask the running page as its API is meant to be asked, and return the answer. Raises ValueError with an error."""
    posted = _sent(address, "POST", "/gradio_api/call/v2/ask", json.dumps({"question": question}))
    event = json.loads(posted)["event_id"]
    last = _sent(address, "GET", f"/gradio_api/call/ask/{event}").strip().split("\n\n")[-1]
    if not last.startswith("event: complete\ndata: "):
        raise ValueError(f"{question!r} got {last[:200]!r}")
    answer: dict[str, Any] = json.loads(last.split("data: ", 1)[1])[0]
    return answer


def _sent(address: str, method: str, path: str, body: str | None = None) -> str:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=_PATIENCE)
    try:
        connection.request(method, path, body, {"content-type": "application/json"})
        reply = connection.getresponse()
        text = reply.read().decode()
        if reply.status != 200:
            raise ValueError(f"{method} {path} was answered {reply.status}: {text[:200]}")
        return text
    finally:
        connection.close()


def _generated(chance: random.Random) -> str:
    """An article of sentences of the samples, in another order and with other figures, so that none is known yet."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(_SEEDS.glob("*_*.txt")))
    sentences = re.findall(r"[A-ZÄÖÜ„][^.\n]{40,300}\.", text)
    chosen = [re.sub(r"\d", lambda _: str(chance.randrange(1, 10)), one) for one in chance.sample(sentences, 12)]
    return (
        f"Nachtrag Nummer {chance.randrange(10**9)}\n\n" + " ".join(chosen[:6]) + "\n\n" + " ".join(chosen[6:]) + "\n"
    )


@contextmanager
def _served(index: Path, errors: Path) -> Iterator[str]:
    """Serve the page on this machine in a process of its own, on any free port."""
    command = [sys.executable, "-m", "rag", "serve", "--index", str(index), "--host", "127.0.0.1", "--port", "0"]
    environment = {**os.environ, "BELEGT_QUESTIONS_PER_MINUTE": "0", "BELEGT_AUTH": ""}
    with (
        errors.open("w", encoding="utf-8") as said,
        subprocess.Popen(  # noqa: S603  # our own
            command, stdout=subprocess.PIPE, stderr=said, text=True, env=environment
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if " at " not in line:
                raise OSError(f"the page did not start: {errors.read_text(encoding='utf-8')}")
            yield line.split(" at ")[1].split()[0]
        finally:
            process.terminate()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as JSON; 1 if there was any error."""
    parser = argparse.ArgumentParser(
        prog="python -m rag.evaluation.page_load", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--users", type=int, default=20, metavar="N", help="who ask at once (20)")
    parser.add_argument("--questions", type=int, default=10, metavar="N", help="of each of them (10)")
    parser.add_argument("--builds", type=int, default=10, metavar="N", help="the most builds meanwhile (10)")
    parser.add_argument("--seconds", type=float, default=300, metavar="N", help="the most that it takes (300)")
    options = parser.parse_args(arguments)
    load = measure_load(options.users, options.questions, options.builds, options.seconds)
    print(json.dumps(load.to_dict(), ensure_ascii=False, indent=2))
    return 1 if load.errors or not load.answers else 0


if __name__ == "__main__":
    sys.exit(main())
