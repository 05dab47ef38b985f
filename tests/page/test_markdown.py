"""An answer taken away as Markdown: every quote word for word, every number with its source, nothing that acts."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.page.markdown import turn_markdown
from rag.page.texts import ENGLISH, GERMAN
from rag.page.turns import Turn
from rag.types import Finding
from tests.page.newsroom import OFFER, cite


def plain(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown)


def taken(newsroom, question: str, words=ENGLISH, asked: str | None = None) -> str:
    return turn_markdown(Turn(1, asked or question, question, "ask", None, newsroom.answered(question)), words)


def test_quotes_claimers_and_numbered_sources_stand_there(newsroom):
    markdown = plain(taken(newsroom, OFFER))
    assert markdown.startswith(f"# {OFFER}\n")
    for finding in newsroom.answered(OFFER).findings:
        assert finding.quote in markdown
    assert "Außenminister Iwan Petrow, Delegation · direct quote · Morgenblatt · 16 Nov 2023" in markdown
    numbers = [int(number) for number in re.findall(r"^\[(\d+)\] ", markdown, re.MULTILINE)]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert (
        "[1] Moskau bietet Caracas Kredit an, Morgenblatt, 16 Nov 2023. <https://morgenblatt.example/kredit#"
        in markdown
    )
    assert f"`{cite(2, newsroom.loan_in_english).permalink}`" in taken(newsroom, OFFER)


def test_how_a_follow_up_was_understood_is_said(newsroom):
    assert "*Verstanden als: " in taken(newsroom, OFFER, GERMAN, asked="Und?")
    assert "Understood as" not in taken(newsroom, OFFER)


def test_an_abstention_says_why(newsroom):
    markdown = plain(taken(newsroom, "population"))
    assert "**The articles do not say.**" in markdown
    assert "None of them speaks of “population”." in markdown


def test_a_check_says_its_verdict_and_both_sides(newsroom):
    turn = Turn(1, "loan", "a disputed loan", "check", None, newsroom.check("a disputed loan"))
    markdown = plain(turn_markdown(turn, ENGLISH))
    assert "**Disputed.** The articles disagree on this." in markdown
    assert markdown.index("## Supporting") < markdown.index("## Refuting") < markdown.index("## Related")
    assert len(re.findall(r"^\[\d+\] ", markdown, re.MULTILINE)) == 4


def test_what_disagrees_stands_below_its_finding(newsroom):
    answer = newsroom.answered(OFFER)
    denial = Finding(newsroom.no_help, (cite(5, newsroom.no_help),), 0.5, 0.5)
    answer = replace(answer, findings=(replace(answer.findings[0], refuting=(denial,), statement="Russia offers."),))
    markdown = plain(turn_markdown(Turn(1, "a", "a", "ask", None, answer), ENGLISH))
    assert markdown.index("- Russia offers.") < markdown.index("Russland hat") < markdown.index("Disagrees:")
    assert "Venezuela habe nicht um Hilfe gebeten" in markdown


def test_a_hostile_article_brings_no_markup_with_it(newsroom):
    markdown = taken(newsroom, "evil # heading [x](javascript:1) <img src=x>")
    assert newsroom.attack.quote in plain(markdown)
    assert not re.search(r"(?<!\\)(?:<(?!https?:)|!\[|\]\()", markdown)
    assert "javascript:window.pwned='url'" not in markdown
    assert [line for line in markdown.splitlines() if line.startswith("#")] == [markdown.splitlines()[0]]
