"""What comes again all over a publisher's articles is told from what is merely said twice."""

from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from rag.articles.readers import make_article
from rag.articles.repeats import lines_of, repeated_keys, with_repeats
from rag.types import Article

PLEA = "Der Bote lebt von seinen Lesern, und das soll so bleiben."
PLACES = "Kiel Bonn Wismar Lübeck Trier Jena Worms Passau Emden Celle Fulda Gera".split()


def story(number: int, *around: str) -> Article:
    """An article that nobody else prints, with lines around it."""
    chance = random.Random(number)
    words = " ".join(f"{chance.choice(PLACES)} {chance.randint(10, 99)}a{chance.random():.9f}" for _ in range(12))
    return make_article("\n\n".join((f"Bericht aus {PLACES[number % 12]}", f"In {words} wird gebaut.", *around)))


def marked(articles: list[Article], least: int = 5) -> list[list[str]]:
    """The marked stretches of each article."""
    keys = repeated_keys([lines_of(article) for article in articles], least)
    done = [with_repeats(article, lines_of(article), keys) for article in articles]
    return [[a.text[n.start : n.end] for n in a.noise if n.kind == "repeated"] for a in done]


def test_a_line_of_many_articles_is_marked_and_nothing_else() -> None:
    articles = [story(number, PLEA, f"{number} Kommentare zum Text") for number in range(8)]
    assert marked(articles) == [[f"{PLEA}\n\n{number} Kommentare zum Text"] for number in range(8)]


def test_what_stands_in_few_articles_or_in_few_of_many_is_not() -> None:
    assert marked([story(number, PLEA) for number in range(4)]) == [[]] * 4
    many = [story(number, *([PLEA] if number < 6 else [])) for number in range(300)]
    assert not any(marked(many)), "2 of 100 articles"


def test_background_that_comes_again_in_some_articles_is_no_boilerplate() -> None:
    background = (
        "Der Hafen von Wismar wird seit 2019 ausgebaut; der Rat hatte die Arbeiten nach langem Streit mit den Nachbarn"
        " beschlossen und achtzig Millionen Euro bewilligt."
    )
    articles = [story(number, *([background] if number < 6 else [])) for number in range(100)]
    assert not any(marked(articles))


def test_copies_of_one_report_make_nothing_of_it_boilerplate() -> None:
    report = ("Hafen wird tiefer", "Die Stadt will ihren Hafen vertiefen.", "Das sagte Anna Kruse am Montag.")
    copies = [make_article("\n\n".join((*report, f"Stand {number}"))) for number in range(9)]
    assert not any(marked([*copies, *(story(number) for number in range(9))]))


def test_marks_go_when_the_line_comes_again_no_more() -> None:
    articles = [story(number, PLEA) for number in range(8)]
    keys = repeated_keys([lines_of(article) for article in articles], 5)
    once = with_repeats(articles[0], lines_of(articles[0]), keys)
    assert once != articles[0]
    assert with_repeats(once, lines_of(once), keys) == once
    assert with_repeats(once, lines_of(once), frozenset()) == articles[0]


def test_what_rules_have_marked_and_headings_are_left_to_them() -> None:
    articles = [story(number, "Foto: dpa", PLEA) for number in range(8)]
    assert all("Foto" not in text for texts in marked(articles) for text in texts)


@given(st.lists(st.lists(st.sampled_from([PLEA, "Mehr dazu", "", "Eins", "Es regnet."]), max_size=6), max_size=12))
def test_marks_are_whole_lines_in_order(texts: list[list[str]]) -> None:
    articles = [story(number, *lines) for number, lines in enumerate(texts)]
    keys = repeated_keys([lines_of(article) for article in articles], 2)
    for article in articles:
        noise = with_repeats(article, lines_of(article), keys).noise
        assert all(one.end <= other.start for one, other in itertools.pairwise(noise))
        assert all(article.text[span.start : span.end].strip() == article.text[span.start : span.end] for span in noise)
