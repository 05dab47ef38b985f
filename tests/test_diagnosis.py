"""The diagnosis: each part is tried, what works says so, what does not says what to do, and no key is ever shown."""

from __future__ import annotations

import io
import shutil
import socket
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.__main__ import main
from rag.commands import diagnosing
from rag.diagnosis import Diagnosis, diagnose
from rag.settings import ChatSettings, Settings
from rag.store.checking import Looked
from rag.store.opening import FILE_NAME
from tests.chat.scripted import KEY, Line, Request, Scripted, fails, says, scripted
from tests.conftest import ONE_THREAD, FakeEncoder, finish

CITIES = '{"cities": ["Wismar", "Bremen", "Kiel"]}'
NOBODY = ChatSettings()


def parts(
    index: Path, settings: Settings = ONE_THREAD, chat: ChatSettings = NOBODY, *, mend: bool = False
) -> dict[str, Diagnosis]:
    found = diagnose(index, settings, chat, mend=mend)
    return {diagnosis.part: diagnosis for diagnosis in found if isinstance(diagnosis, Diagnosis)}


def of_model(index: Path, server: Scripted) -> Diagnosis:
    return parts(index, chat=server.settings())["chat model"]


def test_a_plain_installation_with_an_index_works_and_sends_nothing_away(seeds_index: Path) -> None:
    found = parts(seeds_index)
    assert {part: diagnosis.state for part, diagnosis in found.items()} == {
        "belegt": "ok",
        "index": "ok",
        "encoder": "ok",
        "reranker": "off",
        "entailment": "off",
        "tokenizer": "ok",
        "chat model": "off",
        "privacy": "ok",
    }
    assert found["index"].facts["articles"] == 14
    assert "14 articles" in found["index"].message
    assert found["encoder"].facts["dimension"] == 384
    assert found["privacy"].message == "questions and quotes do not leave this machine"
    assert found["index"].to_dict()["facts"] == dict(found["index"].facts)


def test_a_missing_index_is_a_problem_with_the_command_that_makes_it(index: Path) -> None:
    found = parts(index)
    assert found["index"].state == "problem"
    assert "build one with: belegt build" in found["index"].message
    assert found["encoder"].state == "ok", "one part that fails keeps no other from its turn"


def test_an_index_of_another_encoder_is_told_with_what_it_was_built_by(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    fake.fingerprint = "other"
    found = parts(index)["index"]
    assert found.state == "problem"
    assert "built with other weights" in found.message
    assert found.facts["encoder"] == "embedded"
    assert found.facts["articles"] == 3


# --- the whole index ------------------------------------------------------------------------------


def damage(index: Path, statement: str) -> None:
    with closing(sqlite3.connect(index / FILE_NAME)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def test_the_index_is_checked_whole_and_says_how_far_that_is(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    looked = [thing for thing in diagnose(index, ONE_THREAD, NOBODY) if isinstance(thing, Looked)]
    assert [(thing.done, thing.total) for thing in looked if thing.step == "articles"] == [(0, 3), (3, 3)]
    found = parts(index)["index"]
    assert found.state == "ok"
    assert "generation 1, checked whole in 0" in found.message
    assert (found.facts["flaws"], found.details) == ([], ())


def test_what_is_derived_is_told_and_mended_when_asked(articles_folder: Path, index: Path, fake: FakeEncoder) -> None:
    finish(articles_folder, index)
    shutil.rmtree(index / "derived-000001")
    damage(index, "INSERT INTO vectors VALUES (999, X'00', zeroblob(128))")
    found = parts(index)["index"]
    assert found.state == "problem"
    assert "2 flaws, 0 in the articles" in found.message
    assert found.details == (
        "999 of vectors: no passage and no claim has it",
        "derived-000001: it is not there; whoever opens the index makes it",
        "what is derived, orphans and leftovers are mended without loss by: belegt doctor --repair",
    )
    found = parts(index, mend=True)["index"]
    assert found.state == "ok"
    assert found.facts["mended"] == ["removed 1 orphan", "made derived-000002 again from belegt.db"]
    assert found.facts["generation"] == 2
    assert parts(index)["index"].details == ()


def test_a_damaged_article_is_named_with_the_commands_that_bring_it_back(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    damage(index, "UPDATE articles SET text = replace(text, 'Winter', 'Sommer') WHERE title LIKE 'Bahn%'")
    for mend in (False, True):
        found = parts(index, mend=mend)["index"]
        assert found.state == "problem"
        assert "1 flaw, 1 in the articles" in found.message
        assert "its text is not the one that its id was made from" in found.details[0]
        assert found.details[-1].startswith("take the damaged articles out: belegt remove ")
        assert f"belegt add {articles_folder / 'bahn.txt'} --index {index}" in found.details[-1]


def test_of_many_flaws_the_first_are_told_and_programs_get_all(
    articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    finish(articles_folder, index)
    damage(index, "UPDATE vectors SET vector = zeroblob(128)")
    for number in range(30):
        damage(index, f"INSERT INTO added VALUES ('news/{number}.txt')")
    found = parts(index)["index"]
    assert len(found.facts["flaws"]) > 30
    assert f"and {len(found.facts['flaws']) - 20} more; belegt doctor --json tells all" in found.details


def test_the_doctor_mends_when_asked_and_shows_it_line_by_line(
    articles_folder: Path, index: Path, fake: FakeEncoder, capsys: pytest.CaptureFixture[str]
) -> None:
    finish(articles_folder, index)
    (index / "derived-000001" / "manifest.json").unlink()
    for options, code, words in (
        ([], 1, "1 flaw, 0 in the articles - derived-000001: cannot be read"),
        (["--repair"], 0, "checked whole in 0"),
        ([], 0, "checked whole in 0"),
    ):
        assert main(["doctor", "--index", str(index), *options]) == code
        assert words in " ".join(capsys.readouterr().out.split())


def test_a_check_that_takes_long_says_on_a_terminal_how_far_it_is(
    articles_folder: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    finish(articles_folder, index)
    monkeypatch.setattr(diagnosing, "_AFTER", 0)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    assert main(["doctor", "--index", str(index)]) == 0
    *_, last, gone, end = terminal.getvalue().split("\r")
    assert last.startswith("checking the index: search files, 1 of 1")
    assert (gone.strip(), end) == ("", "")


def test_models_that_cannot_be_loaded_are_problems_by_name(seeds_index: Path, tmp_path: Path) -> None:
    absent = str(tmp_path / "absent")
    found = parts(seeds_index, replace(ONE_THREAD, reranker=absent, entailment=absent))
    for part, variable in (("reranker", "reranker"), ("entailment", "entailment model")):
        assert found[part].state == "problem"
        assert f"no {variable} folder {absent}" in found[part].message
    found = parts(seeds_index, replace(ONE_THREAD, encoder=absent))
    assert found["encoder"].state == found["index"].state == "problem"


# --- the chat model -------------------------------------------------------------------------------


def test_a_chat_model_that_answers_in_the_form_asked_for_and_streams(seeds_index: Path) -> None:
    with scripted(says(CITIES)) as server:
        found = parts(seeds_index, chat=server.settings())
    model = found["chat model"]
    assert model.state == "ok"
    assert len(server.requests) == 1, "one small question costs as little as can be"
    assert server.requests[0].structured
    assert model.facts["structured"] == "kept"
    assert model.facts["streams"] is True
    assert (model.facts["tokens_in"], model.facts["tokens_out"], model.facts["counted"]) == (100, 20, True)
    assert f"openai:scripted at {server.url}, with a key: answers in " in model.message
    assert "100 tokens in and 20 out, keeps to a JSON schema, streams" in model.message
    assert found["privacy"].message == "questions and quotes do not leave this machine"
    assert KEY not in repr(found)


def test_a_server_that_knows_no_structured_output_falls_back(seeds_index: Path) -> None:
    with scripted(fails(400, "response_format is not supported"), says("Wismar, Bremen")) as server:
        model = of_model(seeds_index, server)
    assert model.state == "ok"
    assert model.facts["structured"] == "refused"
    assert "is asked without" in model.message


def test_a_server_that_does_not_care_for_the_form_and_one_that_answers_in_one_piece(seeds_index: Path) -> None:
    with scripted(says("Wismar, Bremen, Kiel", size=100)) as server:
        model = of_model(seeds_index, server)
    assert model.state == "ok"
    assert "is not held to a JSON schema, comes in one piece" in model.message


def test_a_model_that_never_ends_is_stopped(seeds_index: Path) -> None:
    def rattle(request: Request, line: Line) -> None:
        line.begin()
        while line.piece("Wismar "):
            time.sleep(0.002)

    with scripted(rattle) as server:
        model = of_model(seeds_index, server)
        assert server.lines[0].gone.wait(5)
    assert model.state == "ok"
    assert model.facts["structured"] == "ignored"


def test_a_model_that_says_nothing_is_a_problem(seeds_index: Path) -> None:
    with scripted(says("")) as server:
        model = of_model(seeds_index, server)
    assert model.state == "problem"
    assert "answers without any text" in model.message


@pytest.mark.parametrize(
    ("status", "problem", "step"), [(401, "key", "BELEGT_CHAT_KEY"), (404, "unknown", "BELEGT_CHAT_MODEL")]
)
def test_what_a_server_refuses_is_told_with_the_next_step_and_without_the_key(
    seeds_index: Path, status: int, problem: str, step: str
) -> None:
    with scripted(fails(status, f"wrong: {KEY}")) as server:
        model = of_model(seeds_index, server)
    assert model.state == "problem"
    assert model.facts["problem"] == problem
    assert step in model.message
    assert KEY not in repr(model)


def test_nobody_at_the_address(seeds_index: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chat = ChatSettings(model="openai:absent", url=f"http://127.0.0.1:{free.getsockname()[1]}/v1", retries=0)
        model = parts(seeds_index, chat=chat)["chat model"]
    assert model.state == "problem"
    assert model.facts["problem"] == "unreachable"
    assert model.facts["key"] is False


def test_a_folder_without_a_model(seeds_index: Path, tmp_path: Path) -> None:
    found = parts(seeds_index, chat=ChatSettings(model=f"huggingface:{tmp_path}"))
    assert found["chat model"].state == "problem"
    assert found["privacy"].facts == {"local": True, "host": None}


def test_a_host_elsewhere_is_named_as_the_one_that_reads_questions_and_quotes(seeds_index: Path) -> None:
    # Nothing is sent there: tests reach no other machine, so that the model itself is a problem.
    chat = ChatSettings(model="x", url="http://models.example/v1", retries=0)
    found = parts(seeds_index, chat=chat)
    assert found["chat model"].state == "problem"
    assert found["privacy"].facts == {"local": False, "host": "models.example"}
    assert found["privacy"].message.endswith("go to models.example, and over the wire as they are (http)")
