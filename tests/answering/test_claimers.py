"""One name for each claimer of an answer."""

from __future__ import annotations

from rag.answering.claimers import one_name_each
from rag.types import Article, Attribution, Claim, Mention, Passage, Span


def claim(name: str | None) -> Claim:
    article = Article("id", "Titel", f"{name} sagte, der Hafen sei zu.")
    mention = Mention(article, (Span(0, len(name)),)) if name else None
    return Claim(Passage(article, 0, 9), 0, 9, Attribution(mention, kind="Indirect"))


def test_case_and_spaces_make_no_other_claimer() -> None:
    claims = [claim(name) for name in ("Anna Kruse", "ANNA  KRUSE", None, "Kruse")]
    assert one_name_each(claims) == ["Anna Kruse", "Anna Kruse", None, "Kruse"]
