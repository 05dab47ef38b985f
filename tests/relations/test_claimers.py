"""Claimers of the gate: a name in another spelling is the same, another person's saying is not."""

from __future__ import annotations

import pytest

from rag.relations.alignment import Alignment
from rag.relations.claimers import wrong_claimer
from rag.relations.statement import read_statement

QUOTE = "Der Hafen wird vertieft, sagte Bürgermeisterin Anna Kruse am Montag."
SAID = "Der Hafen wird vertieft."


def wrong(claimer: str | None, quote: str = QUOTE, *, statement: str = SAID, names: tuple[str, ...] = ()) -> str | None:
    return wrong_claimer(claimer, Alignment(read_statement(statement), read_statement(quote)), names)


@pytest.mark.parametrize("claimer", [None, "Anna Kruse", "Kruse", "Mayor Kruse", "die Bürgermeisterin", "the mayor"])
def test_the_claimer_by_name_or_title_is_right(claimer: str | None) -> None:
    assert wrong(claimer) is None


@pytest.mark.parametrize("claimer", ["Paul Brandt", "Borissow", "die Gewerkschaft"])
def test_somebody_else_is_wrong(claimer: str) -> None:
    assert claimer in (wrong(claimer) or "")


def test_a_name_in_another_transcription_is_the_same() -> None:
    quote = "Der Handel ist gewachsen, sagte Juri Borissow."
    assert wrong("Yuri Borisov", quote, statement="Trade has grown.") is None


def test_a_quote_without_attribution_says_it_of_nobody_who_is_not_in_it() -> None:
    reason = wrong("Paul Brandt", "Der Hafen wird vertieft.")
    assert reason == "claimer: the quote does not say that Paul Brandt says it"


def test_a_name_known_from_elsewhere_counts() -> None:
    assert wrong("Paul Brandt", "Der Hafen werde vertieft, sagte er.", names=("Paul Brandt",)) is None


@pytest.mark.parametrize("statement", ["Der Ausbau ist gut.", "Der Ausbau wird gelobt.", "Brandt lobte den Ausbau."])
def test_who_contrasts_with_the_speaker_does_not_say_it(statement: str) -> None:
    quote = "Die Werft lobte den Ausbau, während Brandt vor den Kosten warnte."
    assert wrong("Brandt", quote, statement=statement) == "claimer: in the quote somebody else says it, not Brandt"
    assert wrong("die Werft", quote, statement="Der Ausbau wird gelobt.") is None
