"""The API and the MCP tools of a running page, used as programs use them: gradio's client, plain HTTP, MCP."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.page.server import ROOT, Server, served

OFFER = "What did Russia offer Venezuela?"
README = (ROOT / "README.md").read_text(encoding="utf-8")
WRITTEN = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def server(seeds_index, tmp_path_factory):
    with served(seeds_index, tmp_path_factory.mktemp("api")) as server:
        yield server


def quotes(answer) -> list[str]:
    return [finding["quote"] for finding in answer["findings"]]


def test_only_what_is_meant_for_programs_is_public(server: Server):
    info = server.get("/gradio_api/info").json()
    assert list(info["named_endpoints"]) == ["/ask", "/retrieve", "/check"]
    assert info["unnamed_endpoints"] == {}
    parameters = [one["parameter_name"] for one in info["named_endpoints"]["/check"]["parameters"]]
    assert parameters == ["statement", "top_k", "since", "until", "publishers", "claimers", "languages"]
    worded = info["named_endpoints"]["/ask"]["parameters"][-1]
    assert (worded["parameter_name"], worded["parameter_has_default"]) == ("worded", True)
    assert "bool" in worded["python_type"]["type"]


def test_question_over_plain_http(server: Server, seeds_corpus):
    event, data = server.call("ask", {"data": [OFFER, 2, None, None, None, None, ["de"], None]})
    assert event == "complete"
    assert quotes(data[0]) == [finding.quote for finding in seeds_corpus.ask(OFFER, 2, where=german()).findings]
    event, named = server.call("v2/ask", {"question": OFFER, "top_k": 2, "languages": ["de"]})
    assert quotes(named[0]) == quotes(data[0])


def german():
    from rag.types import Filter

    return Filter(languages=("de",))


def test_check_and_retrieve_over_plain_http(server: Server):
    _, checked = server.call("v2/check", {"statement": "Venezuela asked Russia for help."})
    assert checked[0]["verdict"] == "refuted"
    _, hits = server.call("v2/retrieve", {"question": "Weizen aus Russland", "top_k": 3})
    assert len(hits[0]) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"question": " "}, "the question is empty"),
        ({"question": OFFER, "top_k": 1000}, "top_k is a whole number from 1 to 100, not 1000"),
        ({"question": OFFER, "since": "soon"}, "since is a date such as 2023"),
    ],
)
def test_what_is_refused_is_said_in_one_sentence(server: Server, arguments, message):
    event, data = server.call("v2/ask", arguments)
    assert event == "error"
    assert message in data["error"]
    assert "Traceback" not in server.errors()


@pytest.mark.parametrize(
    ("path", "body"), [("v2/ask", {"text": OFFER}), ("v2/ask", {}), ("v2/delete", {"question": OFFER})]
)
def test_wrong_names_are_the_callers_mistake(server: Server, path, body):
    reply = server.post(f"/gradio_api/call/{path}", body)
    assert reply.status == 400
    assert "/gradio_api/info" in reply.json()["detail"]


def test_python_example_of_the_readme_works(server: Server):
    example = next(block for block in blocks("python") if "gradio_client" in block)
    assert WRITTEN in example
    # In a process of its own: gradio's client leaves threads and sockets behind.
    run = [sys.executable, "-c", example.replace(WRITTEN, server.address)]
    done = subprocess.run(run, capture_output=True, text=True, check=True, timeout=120)
    assert "Petersen" not in done.stdout
    assert len(done.stdout.splitlines()) >= 3


def test_curl_example_of_the_readme_works(server: Server):
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("needs curl and bash")
    example = next(block for block in blocks("bash") if "curl" in block)
    assert WRITTEN in example
    run = ["bash", "-euo", "pipefail", "-c", example.replace(WRITTEN, server.address)]
    done = subprocess.run(run, capture_output=True, text=True, check=True, timeout=120)
    assert "event: complete" in done.stdout
    assert '"findings"' in done.stdout


def test_mcp_example_of_the_readme_names_the_address(server: Server):
    example = json.loads(next(block for block in blocks("json") if "mcpServers" in block))
    assert example["mcpServers"]["belegt"]["url"] == f"{WRITTEN}/mcp"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_mcp_client_finds_the_tools_and_gets_json(server: Server, mode):
    from mcp import Client

    async with Client(f"{server.address}/mcp", mode=mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert sorted(tools) == ["ask", "check", "retrieve"]
        assert tools["check"].input_schema["required"] == ["statement"]
        assert "JSON" not in (tools["ask"].description or "")
        result = await client.call_tool("ask", {"question": OFFER, "top_k": 1, "languages": ["de"]})
        assert not result.is_error
        assert len(json.loads(result.content[0].text)["findings"]) == 1
        result = await client.call_tool("retrieve", {"question": "Weizen", "top_k": 2})
        assert len(json.loads(result.content[0].text)) == 2
        result = await client.call_tool("check", {"statement": "Venezuela asked Russia for help."})
        assert json.loads(result.content[0].text)["verdict"] == "refuted"
        result = await client.call_tool("ask", {"question": ""})
        assert result.is_error
        assert "the question is empty" in result.content[0].text


def test_mcp_answers_posts_only(server: Server):
    assert server.get("/mcp").status == 405
    assert server.post("/mcp", b"x" * 100_000, {"content-type": "application/json"}).status == 413


def test_pages_of_other_sites_get_nothing(server: Server):
    assert server.get("/config", {"host": "evil.example"}).status == 421
    for path in ("/gradio_api/upload", "/gradio_api/queue/join", "/mcp"):
        assert server.post(path, {}, {"origin": "https://evil.example"}).status == 403
    preflight = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    assert server.send("OPTIONS", "/mcp", b"", preflight).header("access-control-allow-origin") is None


def test_every_reply_has_the_safety_headers(server: Server):
    for path in ("/", "/config", "/theme.css", "/nothing", "/mcp"):
        reply = server.get(path)
        assert "default-src 'self'" in (reply.header("content-security-policy") or "")
        assert reply.header("x-content-type-options") == "nosniff"
        assert reply.header("cross-origin-opener-policy") == "same-origin"


def test_files_of_this_machine_are_not_served(server: Server):
    for path in ("/etc/passwd", str(ROOT / "app.py"), "/etc/../etc/hostname"):
        assert server.get(f"/gradio_api/file={path}").status in (403, 404)


def test_uploads_lie_in_a_folder_of_their_own_and_are_gone_in_the_end(seeds_index, tmp_path):
    (tmp_path / "temporary").mkdir()
    environment = {"TMPDIR": str(tmp_path / "temporary"), "BELEGT_MAX_UPLOAD_BYTES": "1000"}
    with served(seeds_index, tmp_path, environment) as server:
        reply = server.upload(b"Ein Artikel.")
        assert reply.status == 200
        (written,) = map(Path, reply.json())
        assert written.read_bytes() == b"Ein Artikel."
        (folder,) = (tmp_path / "temporary").iterdir()
        assert folder in written.parents
        assert folder.stat().st_mode & 0o077 == 0
        assert server.upload(b"x" * 1001).status == 413
        assert server.upload(b"x" * 60_000).status == 413
    assert list((tmp_path / "temporary").iterdir()) == []


def test_questions_and_uploads_over_the_limit_are_refused(seeds_index, tmp_path):
    environment = {"BELEGT_QUESTIONS_PER_MINUTE": "2", "BELEGT_UPLOADS_PER_MINUTE": "1"}
    with served(seeds_index, tmp_path, environment) as server:
        events = [server.call("v2/retrieve", {"question": OFFER}) for _ in range(3)]
        assert [event for event, _ in events] == ["complete", "complete", "error"]
        assert "too many questions" in events[-1][1]["error"]
        assert server.upload(b"Eins.").status == 200
        refused = server.upload(b"Zwei.")
        assert refused.status == 429
        assert int(refused.header("retry-after") or 0) > 0


@pytest.mark.slow
def test_gradio_lives_with_the_mcp_package_beside_it():
    # gradio 6 imports what it can of mcp 1; that mcp 2 lacks some of it must not be an error, nor a warning.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        subprocess.run([sys.executable, "-W", "error", "-c", "import mcp.server, gradio.mcp"], check=True)
