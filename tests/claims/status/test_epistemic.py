from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.status.epistemic import Judged, judge
from rag.types import Article, Span
from tests.claims.judged_sentences import ENGLISH, GERMAN

ROWS = [
    ([cell.strip() for cell in row.split("|")], language)
    for table, language in ((GERMAN, "de"), (ENGLISH, "en"))
    for row in table.strip().splitlines()
]


def judged(marked: str, kind: str | None, language: str | None) -> Judged:
    """Judge the words in square brackets, introduced by those in curly ones."""
    spans: dict[str, list[Span]] = {"]": [], "}": []}
    text, opened = "", 0
    for char in marked:
        if char in "[{":
            opened = len(text)
        elif char in spans:
            spans[char].append(Span(opened, len(text)))
        else:
            text += char
    whole = Span(0, len(text))
    article = Article("id", "Titel", text, language)
    return judge(article, spans["]"] or [whole], sentence=whole, cue=spans["}"], kind=kind or None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("row", "language"), ROWS, ids=[row[0] for row, _ in ROWS])
def test_a_claim_is_judged_by_what_introduces_it_and_by_its_own_words(row: list[str], language: str) -> None:
    marked, kind, epistemic, modality, negated = row
    assert judged(marked, kind, language) == Judged(epistemic, modality, negated == "yes")  # type: ignore[arg-type]


def test_no_spans_are_refused() -> None:
    article = Article("id", "Titel", "Öl fließt.", "de")
    with pytest.raises(ValueError, match="at least one span"):
        judge(article, [], sentence=Span(0, 10), cue=[], kind=None)


def test_a_span_outside_the_article_is_named() -> None:
    article = Article("id", "Titel", "Öl fließt.", "de")
    with pytest.raises(ValueError, match=r"end=11.*10 characters"):
        judge(article, [Span(0, 11)], sentence=Span(0, 10), cue=[], kind=None)


WORDS = "nicht kein dass der die Öl fließt , . ; „ “ ( ) – und soll haben wird not no that who denied ob bestritt zu"
TEXT = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS.split()), max_size=60).map(" ".join))
KINDS = st.sampled_from(["Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect", None])


@given(TEXT, st.data(), KINDS, st.sampled_from(["de", "en", None]))
def test_any_text_is_judged(text: str, data: st.DataObject, kind: str | None, language: str | None) -> None:
    ends = st.lists(st.integers(0, len(text)), min_size=2, max_size=2).map(sorted).map(lambda ends: Span(*ends))
    spans = data.draw(st.lists(ends, min_size=1, max_size=3))
    cue = data.draw(st.lists(ends, max_size=2))
    sentence = data.draw(ends)
    article = Article("id", "Titel", text, language)
    result = judge(article, spans, sentence=sentence, cue=cue, kind=kind)  # type: ignore[arg-type]
    assert isinstance(result, Judged)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "piece", ["und nicht ", "Öl, ", "nahm ", "that is ", "and ", "nicht ", "(", "„", "zu ", "dass ", "der, ", "a" * 99]
)
def test_long_texts_are_read(piece: str, language: str) -> None:
    text = "an " + piece * (40_000 // len(piece))
    whole = Span(0, len(text))
    article = Article("id", "Titel", text, language)
    judge(article, [Span(0, len(text) // 2)], sentence=whole, cue=[Span(len(text) - 3, len(text))], kind="Indirect")
