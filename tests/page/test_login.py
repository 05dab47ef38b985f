"""A page with accounts: nothing that carries data without a login, and no password where it does not belong."""

from __future__ import annotations

import base64
import json
import subprocess
import sys

import pytest

from tests.page.server import ROOT, Server, served

PASSWORD = "gar:nicht,so geheim"
GET = """/config /config/ /gradio_api/info /openapi.json /gradio_api/openapi.json /gradio_api/app_id /gradio_api/user
/gradio_api/token /gradio_api/login_check /gradio_api/queue/data?session_hash=x /gradio_api/queue/status
/gradio_api/heartbeat/x /gradio_api/upload_progress?upload_id=x /gradio_api/file=/etc/passwd /gradio_api/file/x
/gradio_api/call/ask/x /gradio_api/call/v2/ask/x /gradio_api/runs /gradio_api/deep_link?session_hash=x /monitoring
/gradio_api/custom_component/a/client/component/index.js /gradio_api/stream/a/b/c/playlist.m3u8 /gradio_api/vibe-code
/mcp /gradio_api/mcp /gradio_api/mcp/schema /docs /redoc""".split()
POST = """/gradio_api/queue/join /gradio_api/call/ask /gradio_api/call/v2/ask /gradio_api/run/ask /gradio_api/api/ask
/gradio_api/upload /gradio_api/component_server /gradio_api/cancel /gradio_api/reset /gradio_api/stream/x
/gradio_api/process_recording /gradio_api/vibe-edit /mcp /mcp/ /gradio_api/mcp""".split()


@pytest.fixture(scope="module")
def server(seeds_index, tmp_path_factory):
    folder = tmp_path_factory.mktemp("login")
    (folder / "accounts").write_text(f"anna:{PASSWORD}\n\nbob:b\n", encoding="utf-8")
    with served(seeds_index, folder, {"BELEGT_AUTH": f"@{folder / 'accounts'}"}) as server:
        yield server
    assert PASSWORD not in server.errors()


def basic(account: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(account.encode()).decode()}


@pytest.mark.parametrize("path", GET)
def test_nothing_is_read_without_a_login(server: Server, path):
    assert server.get(path).status == 401


@pytest.mark.parametrize("path", POST)
def test_nothing_is_sent_without_a_login(server: Server, path):
    assert server.post(path, {}).status == 401


def test_login_page_tells_nothing_of_the_index(server: Server, seeds_corpus):
    page = server.get("/")
    assert page.status == 200
    assert '"auth_required":true' in page.body.decode().replace(" ", "")
    assert '"dependencies":[]' in page.body.decode().replace(" ", "")
    for name in seeds_corpus.known_names()["publishers"]:
        assert name not in page.body.decode()


def test_browser_logs_in_with_cookies_that_stay_on_this_site(server: Server):
    form = {"content-type": "application/x-www-form-urlencoded"}
    body = b"username=anna&password=gar%3Anicht%2Cso+geheim"
    assert server.post("/login", body.replace(b"anna", b"bob"), form).status == 400
    reply = server.post("/login", body, form)
    assert reply.status == 200
    cookies = [value for name, value in reply.headers if name.lower() == "set-cookie"]
    assert len(cookies) == 2
    for cookie in cookies:
        assert "SameSite=lax" in cookie
        assert "HttpOnly" in cookie
    session = {"cookie": "; ".join(cookie.split(";")[0] for cookie in cookies)}
    assert server.get("/config", session).status == 200
    assert server.get("/gradio_api/user", session).json() == "anna"
    assert server.call("v2/retrieve", {"question": "Weizen"}, session)[0] == "complete"
    assert server.get("/logout", session).status == 302
    assert server.get("/config", session).status == 401


def test_program_sends_name_and_password(server: Server):
    event, data = server.call("v2/ask", {"question": "What did Russia offer Venezuela?"}, basic(f"anna:{PASSWORD}"))
    assert event == "complete"
    assert data[0]["findings"]
    assert server.get("/config", basic("anna:wrong")).status == 401
    assert server.get("/config", basic("bob:b")).status == 200


def test_gradios_own_client_logs_in(server: Server):
    program = (
        "import sys; from gradio_client import Client; "
        "client = Client(sys.argv[1], auth=('anna', sys.argv[2]), verbose=False); "
        "print(client.predict('Venezuela asked Russia for help.', api_name='/check')['verdict'])"
    )
    run = [sys.executable, "-c", program, server.address, PASSWORD]
    assert subprocess.run(run, capture_output=True, text=True, check=True, timeout=120).stdout == "refuted\n"


async def test_mcp_client_sends_name_and_password(server: Server):
    import httpx2
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    async with (
        httpx2.AsyncClient(headers=basic(f"anna:{PASSWORD}")) as http,
        Client(streamable_http_client(f"{server.address}/mcp", http_client=http)) as client,
    ):
        result = await client.call_tool("ask", {"question": "What did Russia offer Venezuela?", "top_k": 1})
        assert json.loads(result.content[0].text)["findings"]


def test_page_for_others_without_a_login_warns_at_the_start(seeds_index, tmp_path):
    # 127.0.0.2 is a loopback address; "0.0.0.0" would listen on every network, so a name stands for it here.
    from rag.page.address import is_this_machine

    assert is_this_machine("127.0.0.2")
    assert is_this_machine("[::1]")
    for others in ("0.0.0.0", "::", "192.168.1.5", "news.example"):
        assert not is_this_machine(others)
    code = (
        "import logging, sys; logging.basicConfig(level='WARNING', format='%(message)s'); "
        "from rag.page import serve; from rag.settings import *; "
        "serve(PageSettings(index='nowhere', host=sys.argv[1], port=0, "
        "auth=(('anna', 'x'),) if len(sys.argv) > 2 else ()), Settings())"
    )
    for arguments, warned in ((["127.0.0.1"], False), (["0.0.0.0"], True), (["0.0.0.0", "login"], False)):
        run = [sys.executable, "-c", code, *arguments]
        errors = subprocess.run(run, capture_output=True, text=True, cwd=ROOT, check=False).stderr
        assert "no index in nowhere" in errors  # which ends it before it listens
        assert ("set BELEGT_AUTH=name:password" in errors) is warned


def test_wrong_account_is_named_without_its_password():
    for text, said in (("anna", "account 1 is not written as name:password"), ("@/no/file", "'/no/file'")):
        done = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env={"PATH": "", "PYTHONPATH": str(ROOT), "BELEGT_AUTH": text},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr.startswith("belegt: BELEGT_AUTH")
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
