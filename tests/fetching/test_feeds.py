"""Feeds in all their versions, sound, broken and hostile."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleError
from rag.fetching import Fetched, Found, Web, articles_of, feeds
from rag.fetching.feeds import read_feed, read_json_feed
from rag.fetching.found import day_of
from rag.types import Skipped
from tests.fetching.site import Site

FEED = "https://blatt.example/feeds/alle.xml"


def rss(*items: str, channel: str = "") -> str:
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        f"><channel><title>Blatt am Fluss</title>{channel}{''.join(items)}</channel></rss>"
    )


def item(more: str, link: str = "/a") -> str:
    return f"<item><link>{link}</link>{more}</item>"


def read(text: str) -> list[Found | Skipped]:
    return list(read_feed(text, FEED))


def only(text: str) -> Found:
    (found,) = read(text)
    assert isinstance(found, Found), found
    return found


def test_an_entry_of_rss_with_all_that_it_states() -> None:
    found = only(
        rss(
            item(
                """<title>Sturm &amp;amp; Flut &lt;b&gt;im Norden&lt;/b&gt;</title><guid>17</guid>
                <dc:creator>Erika Muster</dc:creator><pubDate>Thu, 16 Nov 2023 00:30:00 +0100</pubDate>
                <description>Kurz.</description>
                <content:encoded><![CDATA[<p>Ganz <a href="b">lang</a>.</p><script>x</script>]]></content:encoded>"""
            ),
            channel="<language>de-DE</language>",
        )
    )
    assert (found.url, found.title) == ("https://blatt.example/a", "Sturm & Flut im Norden")
    assert (found.author, found.publisher, found.published, found.language) == (
        "Erika Muster",
        None,
        "2023-11-16",
        "de",
    )
    content = b'<p>Ganz <a href="b">lang</a>.</p><script>x</script>'
    assert found.carried == Fetched(found.url, content, "text/html", "utf-8")
    assert found.page is None


def test_an_entry_of_rss_with_nothing_but_a_link() -> None:
    found = only(rss(item("")))
    assert found == Found("https://blatt.example/a", version=found.version)
    assert found.version


def test_a_teaser_is_no_article() -> None:
    assert only(rss(item("<description>Kurz.</description>"))).carried is None


def test_an_entry_of_atom() -> None:
    found = only(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Paper</title><entry>
        <link rel="self" href="x"/><link rel="alternate" href="../heute?a=1#x"/><id>urn:1</id>
        <title type="html">Storm &lt;i&gt;hits&lt;/i&gt; &amp;amp; leaves</title>
        <author><name>Erika Muster</name><email>em@blatt.example</email></author>
        <author><name>Max Beispiel</name></author>
        <published>2023-11-16T23:30:00-05:00</published><updated>2023-11-18T01:00:00Z</updated>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>All of it.</p></div></content>
        </entry></feed>"""
    )
    assert (found.url, found.title) == ("https://blatt.example/heute?a=1", "Storm hits & leaves")
    assert (found.author, found.published, found.language) == ("Erika Muster, Max Beispiel", "2023-11-16", "en")
    assert found.carried is not None
    assert b"<p>All of it.</p>" in found.carried.content


def test_a_text_in_atom_is_a_text() -> None:
    found = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/><title>1 &lt; 2</title>'
        '<content type="text">3 &lt; 4</content></entry></feed>'
    )
    assert found.title == "1 < 2"
    assert found.carried == Fetched("https://blatt.example/a", b"3 < 4", "text/plain", "utf-8")


def test_an_entry_of_rdf() -> None:
    found = only(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title></channel>
        <item><title>Flut</title><link>http://anderes.example/a</link><dc:date>2023-11-16T00:30:00+01:00</dc:date></item>
        </rdf:RDF>"""
    )
    assert (found.url, found.title, found.published) == ("http://anderes.example/a", "Flut", "2023-11-16")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>em@blatt.example (Erika Muster)</author>", "Erika Muster"),
        ("<author>em@blatt.example</author>", None),
        ("<author>Erika Muster &lt;em@blatt.example&gt;</author>", "Erika Muster"),
        ("<author>Erika Muster</author>", "Erika Muster"),
        ("<dc:creator>Erika Muster</dc:creator><dc:creator>Max Beispiel</dc:creator>", "Erika Muster, Max Beispiel"),
        ("<author/>", None),
    ],
)
def test_who_wrote_it(author: str, name: str | None) -> None:
    assert only(rss(item(author))).author == name


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("Thu, 16 Nov 2023 00:30:00 +0100", "2023-11-16"),
        ("16 November 2023", "2023-11-16"),
        ("Sun, 05-Nov-2023 10:00:00 GMT", "2023-11-05"),
        ("2023-11-16", "2023-11-16"),
        ("2023-11", "2023-11"),
        ("2023", "2023"),
        ("20231116", None),
        ("2023-02-30", None),
        ("31 Feb 2023", None),
        ("0000-01-01", None),
        ("gestern", None),
        ("", None),
        ("２０２３-11-16", None),
    ],
)
def test_the_day_of_an_article(stated: str, day: str | None) -> None:
    assert day_of(stated) == day


def test_a_date_in_another_form_is_read_by_feedparser() -> None:
    assert only(rss(item("<pubDate>20231116</pubDate>"))).published == "2023-11-16"


def test_the_version_changes_with_what_the_feed_says_of_an_entry_and_only_then() -> None:
    date = "Thu, 16 Nov 2023 00:30:00 GMT"
    entry = f"<guid>1</guid><title>Flut</title><description>Kurz.</description><pubDate>{date}</pubDate>"
    changes = (("", ""), ("Flut", "Ebbe"), ("Kurz", "Kürzer"), ("00:30", "00:31"), ("<guid>1", "<guid>2"))
    items = [item(entry.replace(old, new), f"/{number}") for number, (old, new) in enumerate(changes)]
    found = [one for one in read(rss(*items)) if isinstance(one, Found)]
    assert len({one.version for one in found}) == len(found) == len(changes)
    assert only(rss(items[0], channel=f"<pubDate>{date}</pubDate>")).version == found[0].version


def test_entries_without_an_address_that_is_read_are_counted() -> None:
    links = ["", "mailto:em@blatt.example", "javascript:1", "https://a:b@blatt.example/", "/a", "/a#unten", "file:///a"]
    found, skipped = read(rss(*(item("", link) for link in links), "<item/>"))
    assert isinstance(found, Found)
    told = f"6 entries of {FEED} have no address that is read; name their articles as sources"
    assert skipped == Skipped(FEED, told, problem="part")


# --- JSON Feed ------------------------------------------------------------------------------------


def json_feed(*items: object, **more: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **more})


def test_an_entry_of_a_json_feed() -> None:
    text = json_feed(
        {
            "id": 7,
            "url": "/a",
            "title": "Sturm <3",
            "content_html": "<p>Ganz.</p>",
            "content_text": "Ganz.",
            "date_published": "2023-11-16T00:30:00+01:00",
            "authors": [{"name": "Erika Muster"}, {"url": "x"}, 3],
        },
        {
            "id": "8",
            "external_url": "https://anderes.example/b",
            "content_text": "Text",
            "language": "en-GB",
            "title": 5,
        },
        {"id": "9", "author": {"name": "Max Beispiel"}},
        "nonsense",
        language="de",
        authors=[{"name": "Alle"}],
    )
    first, second, skipped = read_json_feed(text, FEED)
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert isinstance(skipped, Skipped)
    assert first == Found(
        "https://blatt.example/a",
        title="Sturm <3",
        author="Erika Muster",
        published="2023-11-16",
        language="de",
        version=first.version,
        carried=Fetched("https://blatt.example/a", b"<p>Ganz.</p>", "text/html", "utf-8"),
    )
    assert (second.url, second.title, second.author, second.language) == (
        "https://anderes.example/b",
        None,
        "Alle",
        "en",
    )
    assert second.carried == Fetched(second.url, b"Text", "text/plain", "utf-8")


@pytest.mark.parametrize(
    "text",
    ["{", "{]", '{"version": 1}', '{"items": {}}', '{"a":' * 100_000, '{"a": ' + "9" * 10_000 + "}"],
    ids=range(6),
)
def test_a_json_feed_that_is_none(text: str) -> None:
    with pytest.raises(ArticleError, match="looks like a JSON Feed"):
        list(read_json_feed(text, FEED))


def test_half_a_character_becomes_a_sign_that_a_database_takes() -> None:
    (found,) = read_json_feed(json_feed({"url": "/a", "title": "\ud800 a", "content_text": "\udc00"}), FEED)
    assert isinstance(found, Found)
    assert found.title == "\ufffd a"
    assert found.carried is not None
    assert found.carried.content.decode() == "\ufffd"


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("name", "url")), inner, max_size=3),
    max_leaves=5,
)
FIELDS = "id url external_url title content_html content_text date_published author authors language summary".split()


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES) | VALUES, max_size=3), VALUES)
def test_any_values_in_a_json_feed_are_read(items: list[object], value: object) -> None:
    for one in read_json_feed(json_feed(*items, language=value, authors=value, author=value), FEED):
        if isinstance(one, Found):
            assert one.url.startswith("https://blatt.example/")


# --- what is a feed -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text/html", ""])
def test_content_decides_and_not_type_and_not_name(site: Site, web: Web, kind: str) -> None:
    text = rss(item("<title>Grüße</title>"))
    for body in (
        f'\n<?xml version="1.0"?>\n<?xml-stylesheet href="x"?><!-- <rss> -->{text}',
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{text}'.encode("latin-1"),
        f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-16"),
        f'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">{text}',
        json_feed({"url": "/a", "title": "Grüße"}),
    ):
        (found,) = articles_of(web, site.page("/seite.html", body, kind))
        assert isinstance(found, Found)
        assert (found.url, found.title, found.page) == (f"{site.url}/a", "Grüße", None)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rss(item("<title>„Grüße“</title>")).encode("cp1252"), "text/xml"),
        (rss(item("<title>„Grüße“</title>")).encode("cp1252"), "text/xml; charset=iso-8859-1"),
        ('<?xml version="1.0" encoding="latin1"?>' + rss(item("<title>„Grüße“</title>")), "text/xml; charset=latin1"),
        (b'<?xml version="1.0" encoding="cp437"?>' + rss(item("<title>Grüße</title>")).encode("cp437"), "text/xml"),
        (rss(item("<title>Grüße</title>")).encode("utf-16-be"), "text/xml; charset=utf-16"),
        (rss(item("<title>Grüße</title>")).encode("cp1252"), "text/xml; charset=punycode"),
        (rss(item("<title>Grüße</title>")).encode("cp1252"), "text/xml; charset=nonsense"),
    ],
    ids=range(7),
)
def test_the_encoding_is_found_whatever_is_stated(site: Site, web: Web, body: bytes | str, kind: str) -> None:
    if isinstance(body, bytes) and b"\x00" in body:
        body = b"\xfe\xff" + body
    (found,) = articles_of(web, site.page("/f", body, kind))
    assert isinstance(found, Found)
    assert (found.title or "").strip("„“") == "Grüße"


def test_one_wrong_byte_does_not_change_the_encoding(site: Site, web: Web) -> None:
    body = b'<?xml version="1.0" encoding="utf-8"?>' + rss(item("<title>Grüße !</title>")).encode().replace(
        b"!", b"\xff"
    )
    (found,) = articles_of(web, site.page("/f", body, "text/xml"))
    assert isinstance(found, Found)
    assert found.title == "Grüße \ufffd"


def test_a_page_is_an_article_itself(site: Site, web: Web) -> None:
    site.page("/b", "<!DOCTYPE html>\n<html><p>Ein Feed beginnt mit &lt;rss> oder <rss>.")
    (found,) = articles_of(web, site.move("/a", "/b"))
    assert found == Found(f"{site.url}/a", page=Fetched(f"{site.url}/b", site.pages["/b"][2], "text/html"))  # type: ignore[index]
    assert site.asked == ["/a", "/b"]


@pytest.mark.parametrize(
    "body", [b"", b"%PDF-1.7 \x00", b"PK\x03\x04", b"\xff\xfe", b"\xff\xfe\x00\xd8", b"Moin", b"{a} < b", b"<"]
)
def test_whatever_is_no_list_is_a_page(site: Site, web: Web, body: bytes) -> None:
    (found,) = articles_of(web, site.page("/a", body, "application/octet-stream"))
    assert isinstance(found, Found)
    assert found.page is not None
    assert found.page.content == body


@pytest.mark.parametrize("text", ["{}", "[]", '{"version": "https://example.org"}'])
def test_json_that_is_no_feed(site: Site, web: Web, text: str) -> None:
    with pytest.raises(ArticleError, match="is JSON, and neither a feed nor a sitemap"):
        list(articles_of(web, site.page("/a", text, "application/json")))


def test_a_page_larger_than_an_article_is_refused_though_lists_may_be(site: Site, web: Web) -> None:
    with pytest.raises(ArticleError, match="more than the 2,000,000 bytes"):
        list(articles_of(web, site.page("/a", b"x" * 2_000_001, "text/plain")))
    feed = rss(item("<title>" + "x" * 2_000_001 + "</title>"))
    (found,) = articles_of(web, site.page("/a", feed, "text/xml"))
    assert isinstance(found, Found)
    assert len(found.title or "") == 1000


@pytest.mark.parametrize("text", [rss(), "<feed/>", json_feed()])
def test_a_feed_without_entries(site: Site, web: Web, text: str) -> None:
    with pytest.raises(ArticleError, match="without articles"):
        list(articles_of(web, site.page("/a", text)))


# --- broken and hostile ---------------------------------------------------------------------------


def test_what_can_be_read_of_a_broken_feed_is_read_and_the_rest_named() -> None:
    first, second, skipped = read(rss(item("<title>Wind & Wetter&nbsp;heute</title>"), item("", "/b"))[:-16])
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert (first.title, second.url) == ("Wind & Wetter heute", "https://blatt.example/b")
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith(f"{FEED} is no sound XML (")


def test_no_entity_grows_and_no_file_is_read_in(site: Site, web: Web, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    declared = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    for subset in (
        f'<!ENTITY e0 "ha">{declared}',
        f'<!ENTITY e9 SYSTEM "{secret.as_uri()}">',
        f'<!ENTITY e9 SYSTEM "{site.url}/x">',
    ):
        feed = f'<?xml version="1.0"?><!DOCTYPE rss [{subset}]>{rss(item("<title>Flut &e9;</title>"))}'
        found, *_ = articles_of(web, site.page("/f", feed))
        assert isinstance(found, Found)
        assert found.title in ("Flut &e9;", "Flut")
    assert set(site.asked) == {"/f"}


def test_a_feed_that_is_the_name_of_a_file_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "rss"
    file.write_text(rss(item("")))
    assert not any(isinstance(one, Found) for one in read(str(file)))


def test_a_feed_that_holds_up_its_reader_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_SECONDS", 1)
    with pytest.raises(ArticleError, match="is a feed that was not read within 1 seconds"):
        read(rss(item(f"<author>{'a' * 200_000}</author>")))


def test_a_feed_that_is_too_large_is_not_read() -> None:
    with pytest.raises(ArticleError, match="more than 10,000,000 bytes"):
        read(rss(item("x" * 10_000_000)))


@pytest.mark.slow
def test_a_feed_that_would_fill_the_memory_is_given_up() -> None:
    with pytest.raises(ArticleError, match=r"cannot be read \(MemoryError|not read within"):
        read(rss("<item/>" * 1_400_000))


@pytest.mark.parametrize(
    "text",
    [
        "<rss>" + "<a>" * 2_000,
        "<rss><channel><item><title>" + "<" * 2_000,
        "<rss><channel><item><link>&#xD800;</link><title>&#xD800;&#x0;&#x110000;</title>",
        "<rss \x00\x01><channel><item><title>\x00</title></item>",
        '<rss xmlns="a" xmlns="b"><channel>',
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='image/png'>=</content><link href='http://['/>",
        "<rss><channel><item><pubDate>99999999999999999999-01-01</pubDate><link>http://x:1:2/</link></item>",
    ],
    ids=range(7),
)
def test_a_hostile_feed_is_read_or_refused(text: str) -> None:
    with suppress(ArticleError):
        assert all(isinstance(one, Found | Skipped) for one in read(text))
