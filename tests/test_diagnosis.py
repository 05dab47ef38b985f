"""The diagnosis: each part is tried, what works says so, what does not says what to do, and no key is ever shown."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rag.diagnosis import Diagnosis, diagnose
from rag.settings import ChatSettings, Settings
from tests.chat.scripted import KEY, Line, Request, Scripted, fails, says, scripted
from tests.conftest import ONE_THREAD, FakeEncoder, finish

CITIES = '{"cities": ["Wismar", "Bremen", "Kiel"]}'
NOBODY = ChatSettings()


def parts(index: Path, settings: Settings = ONE_THREAD, chat: ChatSettings = NOBODY) -> dict[str, Diagnosis]:
    return {diagnosis.part: diagnosis for diagnosis in diagnose(index, settings, chat)}


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
