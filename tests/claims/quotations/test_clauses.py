from __future__ import annotations

import pytest

from rag.claims.quotations.clauses import clauses
from rag.claims.quotations.subjects import Sentence
from rag.types import Span


def cut(text: str, *quoted: Span) -> list[tuple[str, str]]:
    sentence = Sentence(text, list(quoted), english=False)
    return [
        (clause.kind, text[sentence.words[clause.first].start : sentence.words[clause.last - 1].end])
        for clause in clauses(sentence)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Der Rat sagte, dass die Bahn, die seit Jahren fährt, bleibe.",
            ["main", "dass", "relative", "main"],
        ),
        ("Da sie fürchtet, alle könnten gehen, hat sie gewarnt.", ["adverbial", "main", "main"]),
        ("Die Taliban würden kämpfen, um zu siegen.", ["main", "adverbial"]),
        ("Er drohte, den Hafen zu schließen.", ["main", "infinitive"]),
        ("Er fragte, wie es weitergehe.", ["main", "question"]),
        ("Er kam und warnte vor Sturm.", ["main", "main"]),
        ("Otto Klein, der Chef des Amtes, kam.", ["fragment", "fragment", "main"]),
    ],
)
def test_clauses_by_what_begins_them(text: str, expected: list[str]) -> None:
    assert [kind for kind, _ in cut(text)] == expected


def test_a_short_bracket_cuts_nothing() -> None:
    assert [words for _, words in cut("Weber (SPD) hat den Bericht gelobt.")] == ["Weber (SPD) hat den Bericht gelobt"]


def test_commas_inside_quotation_marks_cut_nothing() -> None:
    text = "„Ja, nein, doch“, sagte er."
    assert cut(text, Span(0, 16)) == [("quoted", "„Ja, nein, doch“"), ("main", "sagte er")]
