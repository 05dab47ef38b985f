"""Sitemaps, indexes and lists, sound, broken and hostile."""

from __future__ import annotations

import gzip
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleError
from rag.fetching import Found, Web, articles_of
from rag.fetching.sitemaps import read_addresses, read_sitemap
from rag.types import Skipped
from tests.fetching.site import QUICK, Site

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {XMLNS}>{"".join(urls)}</urlset>'


def entry(url: str, more: str = "") -> str:
    return f"<url><loc>{url}</loc>{more}</url>"


def index(*urls: str) -> str:
    return f"<sitemapindex {XMLNS}>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in urls)}</sitemapindex>"


def both(found: list[Found | Skipped]) -> tuple[list[str], list[str]]:
    """The paths of what was found, and the reasons of what was not."""
    urls = [one.url.split("/", 3)[3] for one in found if isinstance(one, Found)]
    return urls, [one.reason for one in found if isinstance(one, Skipped)]


def test_a_sitemap_leads_to_its_addresses(site: Site, web: Web) -> None:
    url = site.page(
        "/sitemap.xml",
        urlset(
            entry(f"{site.url}/b", "<lastmod>2023-11-16T10:00:00+01:00</lastmod>"),
            entry(f"\n {site.url}/a?x=1&amp;y=2#unten \n"),
            entry(f"{site.url}/b", "<lastmod>2024</lastmod>"),
        ),
        "application/xml",
    )
    assert list(articles_of(web, url)) == [
        Found(f"{site.url}/b", version="2023-11-16T10:00:00+01:00"),
        Found(f"{site.url}/a?x=1&y=2"),
    ]
    assert site.asked == ["/sitemap.xml"]


def test_a_sitemap_of_news_states_facts(site: Site, web: Web) -> None:
    news = """<news:news><news:publication><news:name>Blatt am Fluss</news:name><news:language>de</news:language>
    </news:publication><news:publication_date>2023-11-16T00:30:00+01:00</news:publication_date>
    <news:title>Sturm &amp; Flut
    im Norden</news:title></news:news><image:image><image:loc>http://x.example/i.png</image:loc></image:image>"""
    text = urlset(entry(f"{site.url}/a", news)).replace(
        XMLNS,
        f'{XMLNS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"',
    )
    assert list(articles_of(web, site.page("/s", text))) == [
        Found(
            f"{site.url}/a",
            title="Sturm & Flut im Norden",
            publisher="Blatt am Fluss",
            published="2023-11-16",
            language="de",
        )
    ]


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream", "", "application/x-gzip"])
def test_content_decides_and_not_type_and_not_name(site: Site, web: Web, kind: str) -> None:
    text = urlset(entry(f"{site.url}/a"))
    for body in (text, f"\ufeff\n<!-- made by hand -->\n{text}", gzip.compress(text.encode()), text.encode("utf-16")):
        assert both(list(articles_of(web, site.page("/seite.html", body, kind)))) == (["a"], [])


def test_a_gzipped_sitemap_that_is_gzipped_on_its_way(site: Site, web: Web) -> None:
    once = gzip.compress(urlset(entry(f"{site.url}/a")).encode())
    for body in (once, gzip.compress(once)):
        url = site.page("/s.xml.gz", body, "application/gzip", Content_Encoding="gzip")
        assert both(list(articles_of(web, url))) == (["a"], [])


def test_a_list_of_addresses(site: Site, web: Web) -> None:
    url = site.page("/s.txt", f"{site.url}/a\r\n\r\n{site.url}/b\n{site.url}/a\n", "text/plain")
    assert both(list(articles_of(web, url))) == (["a", "b"], [])


def test_a_text_that_begins_with_an_address_is_an_article(site: Site, web: Web) -> None:
    url = site.page("/a.txt", "http://blatt.example/ schreibt: Moin", "text/plain")
    (found,) = articles_of(web, url)
    assert isinstance(found, Found)
    assert found.page is not None


def test_addresses_on_other_hosts_are_left_out_and_counted(site: Site, web: Web) -> None:
    others = ["https://www.other.example/a", "ftp://127.0.0.1/a", "/relativ", "http://a:b@127.0.0.1/", "nonsense"]
    url = site.page("/s", urlset(*map(entry, others), entry(f"{site.url}/a"), "<url/>", entry("")))
    urls, reasons = both(list(articles_of(web, url)))
    assert urls == ["a"]
    assert reasons == [f"5 addresses are not on its own host and were left out of {url}; name them as sources"]


def test_a_host_with_www_and_without_is_one(site: Site) -> None:
    web = Web(replace(QUICK, private_hosts=frozenset(("blatt.example",))), lambda host, port: ["127.0.0.1"])
    site.page("/s", urlset(entry("https://www.blatt.example/a"), entry("https://blatt.example/b")))
    assert both(list(articles_of(web, f"http://blatt.example:{site.port}/s"))) == (["a", "b"], [])


# --- indexes --------------------------------------------------------------------------------------


def test_an_index_leads_to_its_sitemaps_in_turn(site: Site, web: Web) -> None:
    site.page("/1", urlset(entry(f"{site.url}/a"), entry(f"{site.url}/b")))
    site.page("/2", gzip.compress(urlset(entry(f"{site.url}/b"), entry(f"{site.url}/c")).encode()), "application/gzip")
    url = site.page("/index", index(f"{site.url}/1", f"{site.url}/2", f"{site.url}/1", f"{site.url}/index"))
    assert both(list(articles_of(web, url))) == (["a", "b", "c"], [])
    assert site.asked == ["/index", "/robots.txt", "/1", "/2"]


def test_a_sitemap_is_fetched_when_it_is_its_turn(site: Site, web: Web) -> None:
    site.page("/1", urlset(entry(f"{site.url}/a")))
    found = articles_of(web, site.page("/index", index(f"{site.url}/1", f"{site.url}/2")))
    next(found)
    assert "/2" not in site.asked


def test_sitemaps_of_an_index_that_cannot_be_read_stop_no_other(site: Site, web: Web) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /zu", "text/plain")
    site.page("/html", "<html><p>Moin")
    site.page("/kaputt", gzip.compress(b"x" * 99)[:-5], "application/gzip")
    site.page("/bild", b"x", "image/png")
    site.page("/gut", urlset(entry(f"{site.url}/a")))
    names = ["404", "zu", "html", "kaputt", "bild", "gut"]
    found = list(articles_of(web, site.page("/index", index(*(f"{site.url}/{name}" for name in names)))))
    urls, reasons = both(found)
    assert urls == ["a"]
    assert [one.path for one in found if isinstance(one, Skipped)] == [f"{site.url}/{name}" for name in names[:5]]
    for reason, words in zip(
        reasons, ("404", "closed to programs", "but is none", "cannot be unpacked", "image/png"), strict=True
    ):
        assert words in reason


def test_an_index_of_another_host_is_not_asked(site: Site, web: Web) -> None:
    with closing(Site()) as other:
        url = site.page("/index", index(f"http://localhost:{other.port}/1", "http://169.254.169.254/latest"))
        assert both(list(articles_of(web, url)))[0] == []
        assert other.asked == []


def test_three_files_deep_and_no_deeper(site: Site, web: Web) -> None:
    site.page("/4", urlset(entry(f"{site.url}/a")))
    for number in (3, 2, 1):
        site.page(f"/{number}", index(f"{site.url}/{number + 1}"))
    assert both(list(articles_of(web, f"{site.url}/2"))) == (["a"], [])
    urls, (reason,) = both(list(articles_of(web, f"{site.url}/1")))
    assert urls == []
    assert reason == f"1 sitemaps are more than 3 deep and were left out of {site.url}/3; name them as sources"


def test_no_more_files_than_a_thousand(site: Site, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.fetching.finding._MOST_FILES", 3)
    for number in range(4):
        site.page(f"/{number}", urlset(entry(f"{site.url}/a{number}")))
    urls, (reason,) = both(list(articles_of(web, site.page("/index", index(*(f"{site.url}/{n}" for n in range(4)))))))
    assert urls == ["a0", "a1"]
    assert reason.startswith("2 sitemaps are more than the 3 that are read")


# --- broken and hostile ---------------------------------------------------------------------------


def test_fifty_thousand_addresses_and_no_more() -> None:
    listed = read_sitemap(
        urlset(*(entry(f"http://x.example/{n}") for n in range(50_001))).split("\n", 1)[1], is_index=False
    )
    assert len(listed.entries) == 50_000
    assert listed.problem == "it has more than 50,000 addresses"


def test_a_list_of_too_many_addresses() -> None:
    listed = read_addresses("http://x.example/a\n" * 50_001)
    assert len(listed.entries) == 50_000
    assert listed.problem == "it has more than 50,000 addresses"


def test_what_a_broken_sitemap_says_until_it_breaks_is_read(site: Site, web: Web) -> None:
    url = site.page("/s", urlset(entry(f"{site.url}/a"), entry(f"{site.url}/b & c")))
    urls, (reason,) = both(list(articles_of(web, url)))
    assert urls == ["a"]
    assert reason.startswith(f"{url} was not read to its end: it is no sound XML (")


BOMB = "".join(f'<!ENTITY {"a" * n} "{("&" + "a" * (n - 1) + ";") * 10}">' for n in range(2, 12))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE x [<!ENTITY a "ha">{BOMB}]>',
        '<!DOCTYPE x [<!ENTITY aaaaaaaaaaa SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        '<!DOCTYPE x [<!ENTITY aaaaaaaaaaa "]>">]>',
    ],
)
def test_no_entity_grows_and_no_file_is_read_in(site: Site, web: Web, declared: str) -> None:
    body = declared + urlset(entry(f"{site.url}/a"), entry(f"{site.url}/&aaaaaaaaaaa;")).split("\n", 1)[1]
    found = list(articles_of(web, site.page("/s", body, "application/xml")))
    urls, reasons = both(found)
    # Where the declaration has no end that is plain to see, there is no sitemap after it.
    assert urls in (["a"], ["s"])
    assert len(reasons) == (urls == ["a"])


def test_a_declaration_within_a_sitemap_is_refused() -> None:
    listed = read_sitemap('<urlset><!DOCTYPE x [<!ENTITY a "b">]><url><loc>&a;</loc></url></urlset>', is_index=False)
    assert listed.entries == []
    assert listed.problem


def test_tags_without_an_end_are_given_up() -> None:
    listed = read_sitemap("<urlset>" + "<a>" * 1_000_000, is_index=False)
    assert listed.problem == "its tags are nested more than 50 deep"


def test_a_tag_that_is_all_there_is_is_given_up() -> None:
    listed = read_sitemap('<urlset a=">"' + " b='>'" * 300_000 + "/>", is_index=False)
    assert listed.problem == "one of its tags has more than 500,000 characters"


def test_a_gzip_that_grows_beyond_measure(site: Site, web: Web) -> None:
    url = site.page("/s", gzip.compress(b"<urlset>" + b" " * 60_000_000), "application/gzip")
    with pytest.raises(ArticleError, match="more than the 50,000,000 bytes"):
        list(articles_of(web, url))


@pytest.mark.parametrize(
    "text", ["<urlset/>", "<urlset></urlset>", "<sitemapindex/>", f"<urlset {XMLNS}><url/></urlset>"]
)
def test_a_sitemap_with_nothing_in_it(site: Site, web: Web, text: str) -> None:
    with pytest.raises(ArticleError, match="without articles"):
        list(articles_of(web, site.page("/s", text)))


@given(
    st.text(max_size=80),
    st.sampled_from(("", "<url>", "<url><loc>", "<url><loc>http://x.example/</loc>", "<sitemap><loc>")),
)
def test_any_text_is_read_or_a_problem(text: str, before: str) -> None:
    for is_index in (False, True):
        listed = read_sitemap(f"<urlset>{before}{text}", is_index=is_index)
        assert listed.problem
        assert all(one["address"] for one in listed.entries)
