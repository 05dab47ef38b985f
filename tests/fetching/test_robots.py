"""robots.txt as RFC 9309 has it, with its own examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fetching.robots import Robots


def rules(*lines: str) -> Robots:
    return Robots.of("\n".join(("User-Agent: *", *lines)), "belegt")


@pytest.mark.parametrize(
    ("pattern", "fits", "others"),
    [
        ("/", "/ /a /a?b", ""),
        ("/fish", "/fish /fish.html /fish/salmon.html /fishheads/y.html", "/Fish.asp /catfish /?id=fish"),
        ("/fish*", "/fish /fish.html /fishheads", "/Fish /catfish"),
        ("/fish/", "/fish/ /fish/?id=anything", "/fish /fish.html"),
        ("/*.php", "/index.php /a/b.php?x=y /a.php/", "/ /windows.PHP"),
        ("/*.php$", "/filename.php /a/b.php", "/filename.php?x /filename.php/ /filename.php5"),
        ("/fish*.php", "/fish.php /fishheads/catfish.php?x", "/Fish.PHP"),
        ("/a*b*a$", "/aba /axbxa /abaxa", "/ab /abab /a"),
        ("/a$", "/a", "/ab /a/"),
        ("/ü", "/%C3%BC /%c3%bcber", "/u"),
        ("/%7Eanna", "/~anna", "/anna"),
        ("/a?b=*&c", "/a?b=1&c=2", "/a?c"),
        ("*", "/ /a", ""),
        ("a", "", "/a"),
    ],
)
def test_a_pattern_fits(pattern: str, fits: str, others: str) -> None:
    robots = rules(f"Disallow: {pattern}")
    assert not any(robots.allows(path) for path in fits.split())
    assert all(robots.allows(path) for path in others.split())


def test_the_longest_pattern_decides_and_at_equal_length_the_open_one() -> None:
    robots = rules(
        "Disallow: /", "Allow: /news", "Disallow: /news/intern", "Allow: /news/intern", "Disallow: /news/*.pdf$"
    )
    assert robots.allows("/news/heute")
    assert robots.allows("/news/intern")
    assert not robots.allows("/sport")
    assert not robots.allows("/news/heute.pdf")


def test_nothing_said_and_nothing_closed_is_all_open() -> None:
    for text in ("", "Disallow: /", "User-agent: *\nDisallow:", "User-agent: other\nDisallow: /", "<html>404</html>"):
        assert Robots.of(text, "belegt").allows("/a")


def test_the_groups_that_name_the_program_count_and_all_of_them() -> None:
    text = """
    User-agent: *
    Disallow: /
    user-agent: Andere
    USER-AGENT : Belegt/0.1   # with a version
    Disallow: /a
    Sitemap: https://blatt.example/sitemap.xml
    Crawl-delay: 2

    User-agent: belegt
    disallow : /b
    """
    robots = Robots.of(text, "belegt")
    assert [robots.allows(path) for path in ("/a", "/b", "/c")] == [False, False, True]
    assert robots.delay == 2.0
    assert not Robots.of(text, "anyone").allows("/c")
    assert Robots.of(text, "andere").allows("/b")


@pytest.mark.parametrize("delay", ["", "soon", "-1", "1e9", "99999", "nan", "inf"])
def test_a_pause_that_is_none(delay: str) -> None:
    assert rules(f"Crawl-delay: {delay}").delay == 0.0


def test_many_stars_take_no_time() -> None:
    assert rules("Disallow: /" + "*a" * 5_000 + "b").allows("/" + "a" * 20_000)


@given(st.text(), st.text(max_size=60))
def test_any_text_is_read(text: str, path: str) -> None:
    Robots.of(text, "belegt").allows(f"/{path}")
    rules(f"Disallow: /{path}").allows(f"/{path}")
