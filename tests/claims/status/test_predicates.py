from __future__ import annotations

import pytest

from rag.claims.status.predicates import find_clauses, main_clause

CLAUSES = [
    ("Die Stadt, die gern feiert, zahlt.", "de", ["Die Stadt zahlt", "die gern feiert"]),
    ("Die Stadt zahlt, weil A, B und C fehlen.", "de", ["Die Stadt zahlt", "weil A B und C fehlen"]),
    ("Als er kam, ging sie.", "de", ["Als er kam", "ging sie"]),
    ("Als Minister kam er nie.", "de", ["Als Minister kam er nie"]),
    ("Er kam, um zu helfen.", "de", ["Er kam", "um zu helfen"]),
    ("Er plant, eine Brücke zu bauen.", "de", ["Er plant", "eine Brücke zu bauen"]),
    ("Die Stadt zahlt und baut keine Brücke.", "de", ["Die Stadt zahlt", "und baut keine Brücke"]),
    ("Öl (das teure) fließt.", "de", ["Öl fließt", "das teure"]),
    ("Es kostet 1,5 Mio. Euro, z. B. hier.", "de", ["Es kostet 1 5 Mio Euro z B hier"]),
    ("Er kam, die Lage wird schlechter werden.", "de", ["Er kam", "die Lage wird schlechter werden"]),
    ("He said that it rains.", "en", ["He said", "that it rains"]),
    ("The man who was ill did not come.", "en", ["The man did not come", "who was ill"]),
    ("After he came, she left.", "en", ["After he came", "she left"]),
]


@pytest.mark.parametrize(("text", "language", "clauses"), CLAUSES, ids=[text for text, _, _ in CLAUSES])
def test_a_sentence_is_cut_into_its_clauses(text: str, language: str, clauses: list[str]) -> None:
    found = find_clauses(text, english=language == "en")
    assert [" ".join(word.text for word in clause.words) for clause in found] == clauses


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("Dass Öl fließt, ist neu.", "ist neu"),
        ("dass Öl fließt", "dass Öl fließt"),
        ("Nein, Öl fließt nicht.", "Nein Öl fließt nicht"),
        ("Fazit: Öl fließt.", "Öl fließt"),
    ],
)
def test_the_main_clause_holds_the_main_predicate(text: str, main: str) -> None:
    clause = main_clause(find_clauses(text, english=False))
    assert clause is not None
    assert " ".join(word.text for word in clause.words) == main


def test_no_words_have_no_main_clause() -> None:
    assert main_clause(find_clauses(" ... ", english=False)) is None
