"""Sources on the web: pages, feeds and sitemaps of a real site on this machine, built and added."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.building import add, build
from rag.corpus import open_corpus
from rag.errors import ArticleError
from rag.settings import Settings
from rag.types import BuildReport
from tests.building.held import state, whole
from tests.conftest import FakeEncoder, finish
from tests.fetching.site import Site

HERE = Settings(private_hosts="127.0.0.1", fetch_pause=0)
RAIN = "In Kiel regnet es seit Tagen, sagte die Meteorologin Eva Muster am Montag. Die Deiche halten bisher stand."
SUN = "In Bonn scheint die Sonne, und das bleibt nach Angaben des Wetteramts so bis Freitag. Der Rhein fällt weiter."


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as site:
        yield site


def put(site: Site, path: str, title: str, text: str) -> str:
    return site.page(path, f"<html><body><article><h1>{title}</h1><p>{text}</p></article></body></html>")


def feed(site: Site, *items: tuple[str, str, str]) -> str:
    entries = "".join(
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>{date}</pubDate></item>"
        for url, title, date in items
    )
    return site.page(
        "/feed", f"<rss version='2.0'><channel><title>Bote</title>{entries}</channel></rss>", "application/rss+xml"
    )


def added(address: str, index: Path, settings: Settings = HERE) -> BuildReport:
    *_, last = add([address], index=index, settings=settings)
    assert last.report is not None
    return last.report


def told(report: BuildReport) -> list[tuple[str, str]]:
    return [(outcome.status, outcome.path.rpartition("/")[2]) for outcome in report.outcomes]


def test_a_feed_is_followed_and_fetched_again_only_for_what_changed(site: Site, index: Path, fake: FakeEncoder) -> None:
    rain, sun = put(site, "/rain", "Regen in Kiel", RAIN), put(site, "/sun", "Sonne in Bonn", SUN)
    monday, tuesday = "Mon, 11 Mar 2024 10:00:00 +0100", "Tue, 12 Mar 2024 10:00:00 +0100"
    address = feed(site, (rain, "Regen in Kiel", monday), (sun, "Sonne in Bonn", tuesday))
    assert told(added(address, index)) == [("added", "rain"), ("added", "sun")]
    article = next(article for article in open_corpus(index).articles() if article.path == rain)
    assert (article.title, article.published, article.url) == ("Regen in Kiel", "2024-03-11", rain)
    assert RAIN in article.text
    before = state(index)
    site.asked.clear()
    assert told(added(address, index)) == [("unchanged", "rain"), ("unchanged", "sun")]
    assert site.asked == ["/feed"]
    assert state(index) == before
    # The feed forgets what is old, and the index does not; what the feed says is new is fetched again.
    put(site, "/sun", "Regen in Bonn", SUN.replace("scheint die Sonne", "regnet es"))
    feed(site, (sun, "Regen in Bonn", tuesday))
    assert told(added(address, index)) == [("changed", "sun")]
    assert {article.title for article in open_corpus(index).articles()} == {"Regen in Kiel", "Regen in Bonn"}
    whole(index)


def test_a_build_takes_pages_beside_files_and_keeps_them(
    site: Site, articles_folder: Path, index: Path, fake: FakeEncoder
) -> None:
    rain = put(site, "/rain", "Regen in Kiel", RAIN)
    report = finish([articles_folder, rain], index, settings=HERE)
    assert (report.added, report.articles) == (4, 4)
    report = finish([articles_folder, rain], index, settings=HERE)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 4)
    site.pages.clear()
    report = finish([articles_folder, rain], index, settings=HERE)
    assert [(skipped.path, skipped.kept) for skipped in report.skipped] == [(rain, True)]
    assert "404: there is nothing any more" in report.skipped[0].reason
    assert finish(articles_folder, index).articles == 4
    whole(index)


def test_what_cannot_be_fetched_is_told_and_stops_nothing(site: Site, index: Path, fake: FakeEncoder) -> None:
    rain = put(site, "/rain", "Regen in Kiel", RAIN)
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    closed = put(site, "/closed", "Sonne in Bonn", SUN)
    picture = site.page("/picture", b"\x89PNG", "image/png")
    date = "Mon, 11 Mar 2024 10:00:00 +0100"
    report = added(feed(site, (closed, "a", date), (picture, "b", date), (rain, "c", date)), index)
    assert sorted(told(report)) == [("added", "rain"), ("skipped", "closed"), ("skipped", "picture")]
    reasons = {outcome.path.rpartition("/")[2]: outcome.reason or "" for outcome in report.outcomes}
    assert "closed to programs" in reasons["closed"]
    assert "image/png" in reasons["picture"]


def test_pages_beyond_the_limit_are_left_for_the_next_time(site: Site, index: Path, fake: FakeEncoder) -> None:
    urls = [put(site, f"/{number}", f"Regen {number}", f"Am Tag {number}: {RAIN}") for number in range(5)]
    locations = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    address = site.page(
        "/map.xml", f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{locations}</urlset>", "text/xml"
    )
    few = Settings(private_hosts="127.0.0.1", fetch_pause=0, max_pages=2)
    report = added(address, index, few)
    assert report.articles == 2
    assert "3 of its pages are left for the next time" in report.skipped[0].reason
    assert added(address, index, few).articles == 4
    assert added(address, index, few).articles == 5
    assert added(address, index, few).skipped == ()


def test_this_machine_is_not_reached_unless_it_is_named(site: Site, index: Path, fake: FakeEncoder) -> None:
    rain = put(site, "/rain", "Regen in Kiel", RAIN)
    report = added(rain, index, Settings())
    assert told(report) == [("skipped", "rain")]
    assert "BELEGT_PRIVATE_HOSTS" in report.skipped[0].reason
    with pytest.raises(ArticleError, match="BELEGT_PRIVATE_HOSTS"):
        list(build([rain], index=index))
    assert site.asked == []
