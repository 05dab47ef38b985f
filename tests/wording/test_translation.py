"""A quote translated by a scripted model: held against the original, and never more than text beside it."""

from __future__ import annotations

import threading

import pytest

from rag import Translation, translate
from rag.chat import open_chat_model
from rag.wording import translating
from tests.chat.scripted import KEY, Act, Line, Request, fails, says, scripted
from tests.wording.answers import answer_of

ENGLISH = "The city of Wismar deepens the harbour by 2027."


def translated(act: Act, *, place: int = 0, language: str = "en", **settings: object) -> Translation:
    with scripted(act) as server:
        return translate(answer_of().findings[place], language, chat=server.settings(**settings))


def test_what_says_the_same_is_verified() -> None:
    translation = translated(says(ENGLISH))
    assert (translation.text, translation.language, translation.status) == (ENGLISH, "en", "verified")
    assert translation.reasons == ()
    assert (translation.wording.prompt, translation.wording.verified, translation.wording.problem) == (
        "translate-1",
        1,
        None,
    )
    assert translation.wording.tokens_out == 20


@pytest.mark.parametrize("text", [f'"{ENGLISH}"', f"„{ENGLISH}“\n", f"{ENGLISH}\u200b"])
def test_quotation_marks_around_a_translation_are_not_the_articles(text: str) -> None:
    assert translated(says(text)).text == ENGLISH


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The city of Wismar deepens the harbour by 2029.", "time"),
        ("The city of Wismar does not deepen the harbour by 2027.", "negation"),
        ("Die Stadt Wismar vertieft den Hafen bis 2027.", "it is in German"),
        ("<b>The city of Wismar</b> deepens the harbour by 2027.", "markup"),
    ],
)
def test_what_says_something_else_is_rejected_with_its_reason(text: str, reason: str) -> None:
    translation = translated(says(text))
    assert translation.status == "rejected"
    assert reason in " ".join(translation.reasons)
    assert translation.wording.rejected == 1


@pytest.mark.parametrize(
    ("act", "problem"), [(fails(401, KEY), "key"), (fails(500), "server"), (says(""), "unreadable")]
)
def test_a_model_that_fails_leaves_no_text_and_says_why(act: Act, problem: str) -> None:
    translation = translated(act)
    assert (translation.text, translation.status) == ("", "rejected")
    assert translation.wording.problem == problem
    assert translation.wording.message
    assert KEY not in repr(translation)


def test_only_languages_that_can_be_verified_are_translated_into() -> None:
    with pytest.raises(ValueError, match="de and en only, not in 'fr'"):
        translated(says(ENGLISH), language="fr")
    with pytest.raises(ValueError, match="in German already"):
        translated(says(ENGLISH), language="de")


def test_a_claim_is_translated_as_a_finding_is() -> None:
    with scripted(says(ENGLISH)) as server:
        translation = translate(answer_of().findings[0].claim, "en", chat=server.settings())
    assert translation.status == "verified"
    assert "Die Stadt Wismar vertieft den Hafen bis 2027." in server.requests[0].user


def test_closing_it_stops_the_model() -> None:
    gone = threading.Event()

    def act(request: Request, line: Line) -> None:
        line.begin()
        if line.wait_until_gone(10):
            gone.set()

    with scripted(act) as server:
        work = translating(answer_of().findings[0], "en", open_chat_model(server.settings()))
        assert next(work) is None
        work.close()
        assert gone.wait(5)
