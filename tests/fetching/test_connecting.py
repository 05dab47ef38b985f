"""Nothing that is not public is reached, by no notation, name or redirect; and whoever is reached is who was named."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleError
from rag.fetching import Limits, Web
from rag.fetching.connecting import checked, host_of, origin_of, target_of
from tests.conftest import NetworkTouched
from tests.fetching.site import QUICK, Site

OUTSIDE = Limits(pause=0.0)
"""As for everybody who names no private host."""


class Names:
    """Looks up what it was told; the last one is given again and again. `asked` is what it was asked for."""

    def __init__(self, **hosts: Sequence[Sequence[str]]) -> None:
        self._hosts = {name.replace("_", "."): list(answers) for name, answers in hosts.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self._hosts[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


# --- what an address may be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    """file:///etc/passwd ftp://blatt.example/ gopher://blatt.example/ javascript:alert(1) data:text/html,x
    mailto:a@b.example blatt.example //blatt.example/ /heute http:///heute http:blatt.example https:// http://blatt.example:0/
    http://blatt.example:65536/ http://bl%61tt.example/ http://１２７.0.0.1/ http://127.0.0.1\\@blatt.example/
    http://[::1 http://[fe80::1%25eth0]/ http://01.2.3.4/""".split(),
)
def test_what_is_no_address_of_a_page(url: str) -> None:
    with pytest.raises(ArticleError):
        checked(url)


@pytest.mark.parametrize(
    "url", ["", " ", "http://blatt.example/\n1", "http://blatt.example/\x00", "http://bl att.example/"]
)
def test_what_is_no_address_at_all(url: str) -> None:
    with pytest.raises(ArticleError):
        checked(url)


def test_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(ArticleError, match="holds a name or a password") as refused:
        checked("https://anna:geheim@blatt.example/")
    assert "geheim" not in str(refused.value)


def test_an_overlong_address_is_refused_without_repeating_all_of_it() -> None:
    with pytest.raises(ArticleError, match=r"has 100,\d+ characters") as refused:
        checked("http://blatt.example/" + "a" * 100_000)
    assert len(str(refused.value)) < 400


def test_an_address_is_sent_in_ascii() -> None:
    url = checked(" https://MÜNCHEN.example:8443/straße?q=ö&r=%C3%B6#unten ")
    assert url == "https://xn--mnchen-3ya.example:8443/stra%C3%9Fe?q=%C3%B6&r=%C3%B6"
    assert host_of(url) == "xn--mnchen-3ya.example"
    assert origin_of(url) == "https://xn--mnchen-3ya.example:8443"
    assert target_of(url) == "/stra%C3%9Fe?q=%C3%B6&r=%C3%B6"


@given(st.text(max_size=40), st.sampled_from(("", "http://", "https://blatt.example/", "//", "http://[")))
def test_any_text_is_an_address_or_refused_and_checking_again_changes_nothing(text: str, before: str) -> None:
    for onto in (None, "https://blatt.example/heute/"):
        try:
            url = checked(before + text, onto=onto)
        except ArticleError:
            continue
        assert url.startswith(("http://", "https://"))
        assert url.isascii()
        assert host_of(url)
        assert target_of(url).startswith("/")
        assert checked(url) == url


# --- private hosts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    "127.0.0.1 127.0.0.1. LocalHost 127.1 0x7f.1 0x7f.0.0.1 0177.1 2130706433 0x7f000001 127。0。0。1 0.0.0.0".split(),
)
def test_this_machine_is_not_reached_in_any_notation(site: Site, host: str) -> None:
    with pytest.raises(ArticleError, match="BELEGT_PRIVATE_HOSTS"):
        Web(OUTSIDE).get(f"http://{host}:{site.port}/")
    assert site.asked == []


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::]"])
def test_this_machine_is_not_reached_by_an_address_of_ipv6(site: Site, host: str) -> None:
    with pytest.raises(ArticleError, match="is no public address"):
        Web(OUTSIDE).get(f"http://{host}:{site.port}/")
    assert site.asked == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["9.9.9.9", "127.0.0.1"], ["127.0.0.1", "9.9.9.9"], ["nonsense"]])
def test_a_name_of_which_one_address_is_private_is_not_reached(site: Site, addresses: list[str]) -> None:
    names = Names(blatt_example=[addresses])
    with pytest.raises(ArticleError, match=r"blatt\.example:.* leads to .* no public address"):
        Web(OUTSIDE, names).get(f"http://blatt.example:{site.port}/")
    assert site.asked == []


def test_a_name_that_changes_its_address_is_reached_where_it_was_checked(site: Site) -> None:
    names = Names(blatt_example=[["9.9.9.9"], ["127.0.0.1"]])
    with pytest.raises(NetworkTouched, match=r"9\.9\.9\.9"):  # the tests stop it there
        Web(OUTSIDE, names).get(f"http://blatt.example:{site.port}/", named=True)
    assert names.asked == ["blatt.example"]
    assert site.asked == []


@pytest.mark.parametrize(
    "target", ["http://inside.example:{port}/geheim", "http://[::1]:{port}/", "http://2130706433:{port}/"]
)
def test_a_redirect_into_the_own_network_is_not_followed(site: Site, target: str) -> None:
    site.move("/", target.format(port=site.port))
    names = Names(blatt_example=[["127.0.0.1"]], inside_example=[["127.0.0.1"]])
    web = Web(replace(OUTSIDE, private_hosts=frozenset(("blatt.example",))), names)
    with pytest.raises(ArticleError, match="no public address"):
        web.get(f"http://blatt.example:{site.port}/", named=True)
    assert site.asked == ["/"]


def test_a_host_may_be_private_if_it_is_named(site: Site) -> None:
    site.page("/", "Moin")
    names = Names(intern_example=[["127.0.0.1"]])
    web = Web(replace(OUTSIDE, private_hosts=frozenset(("intern.example",))), names)
    assert web.get(f"http://INTERN.example:{site.port}/", named=True).content == b"Moin"
    assert site.headers["Host"] == f"intern.example:{site.port}"
    assert names.asked == ["intern.example"]


def test_a_proxy_of_the_environment_is_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, site.url)
    with pytest.raises(ArticleError, match="is not found"):
        Web(OUTSIDE, Names(blatt_example=[[]])).get("http://blatt.example/")
    assert site.asked == []


def test_ipv6_is_spoken_too() -> None:
    try:
        site = Site("::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    with closing(site):
        site.page("/", "Moin")
        assert Web(QUICK).get(f"{site.url}/").content == b"Moin"


# --- what fails -----------------------------------------------------------------------------------


def test_the_next_address_of_a_host_is_tried(site: Site) -> None:
    site.page("/", "Moin")
    names = Names(blatt_example=[["::1", "127.0.0.1"]])  # nobody listens at the first one
    web = Web(replace(OUTSIDE, private_hosts=frozenset(("blatt.example",))), names)
    assert web.get(f"http://blatt.example:{site.port}/", named=True).content == b"Moin"


def test_a_host_that_nobody_knows() -> None:
    def nobody(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(
        ArticleError, match=r"http://blatt\.example/ cannot be read: the host blatt\.example is not found"
    ):
        Web(OUTSIDE, nobody).get("http://blatt.example/", named=True)


@pytest.mark.parametrize("host", ["a..example", "a" * 64 + ".example"])
def test_a_name_that_cannot_be_looked_up(host: str) -> None:
    def look_up(host: str, port: int) -> Sequence[str]:
        host.encode("idna")  # as Python's own look-up does
        return []

    with pytest.raises(ArticleError, match="is not found"):
        Web(OUTSIDE, look_up).get(f"http://{host}/", named=True)


def test_a_host_at_which_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ArticleError, match=r"cannot be read: .*refused; check the address"):
            Web(QUICK).get(f"http://127.0.0.1:{unused.getsockname()[1]}/", named=True)


# --- certificates ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for blatt.example that nobody but this test trusts, and how a server shows it."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    key, file = folder / "key.pem", folder / "certificate.pem"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=blatt.example".split()
    named = ["-addext", "subjectAltName=DNS:blatt.example", "-keyout", key, "-out", file]
    subprocess.run([openssl, *made, *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context


def test_a_certificate_is_held_against_the_name_and_not_the_address(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, context = certificate
    said: list[str] = []
    context.sni_callback = lambda stream, name, _: said.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    names = Names(blatt_example=[["127.0.0.1"]], anderes_example=[["127.0.0.1"]])
    web = Web(replace(OUTSIDE, private_hosts=frozenset(("blatt.example", "anderes.example"))), names)
    with closing(Site(context=context)) as site:
        site.page("/", "Moin")
        assert web.get(f"https://blatt.example:{site.port}/", named=True).content == b"Moin"
        with pytest.raises(
            ArticleError, match=r"the certificate of anderes\.example is not trusted \(.*ostname mismatch"
        ):
            web.get(f"https://anderes.example:{site.port}/", named=True)
        assert said == ["blatt.example", "anderes.example"]
        assert site.asked == ["/"]


def test_a_certificate_of_an_unknown_authority_is_not_trusted(certificate: tuple[Path, ssl.SSLContext]) -> None:
    _, context = certificate
    web = Web(replace(OUTSIDE, private_hosts=frozenset(("blatt.example",))), Names(blatt_example=[["127.0.0.1"]]))
    with closing(Site(context=context)) as site, pytest.raises(ArticleError, match="SSL_CERT_FILE"):
        web.get(f"https://blatt.example:{site.port}/", named=True)
    assert site.asked == []


def test_a_host_that_speaks_no_tls(site: Site) -> None:
    with pytest.raises(ArticleError, match="cannot be read"):
        Web(QUICK).get(site.url.replace("http", "https"), named=True)
