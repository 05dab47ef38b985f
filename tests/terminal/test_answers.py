"""The terminal: both languages, lines that fit, and no letter of an article that steers the screen."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.terminal import (
    added_text,
    answer_text,
    groups_text,
    matrix_text,
    removed_text,
    report_text,
    shelf_text,
    timeline_text,
    wording_text,
)
from rag.types import (
    Abstention,
    AbstentionReason,
    Answer,
    Article,
    Attribution,
    BuildReport,
    Citation,
    Claim,
    Finding,
    Hit,
    Mention,
    Outcome,
    Passage,
    QuotationKind,
    Rejected,
    RemovalReport,
    Removed,
    Shelf,
    Shelved,
    Skipped,
    Span,
    Wording,
    content_id,
)

SAID = "„Wir brauchen mehr Platz“, sagte Anna Kruse, Bürgermeisterin von Wismar."
TOLD = "Die Arbeiten beginnen im Jahr 2027."
REASONS: tuple[AbstentionReason, ...] = get_args(AbstentionReason)
KINDS: tuple[QuotationKind, ...] = get_args(QuotationKind)


def article(text: str = f"{SAID} {TOLD}", **known: Any) -> Article:
    given = {"title": "Hafen wird vertieft", "publisher": "Seeblatt", "published": "2023-11-16", "path": "hafen.txt"}
    return Article(content_id(text), text=text, **{**given, **known})


def mention(of: Article, words: str) -> Mention:
    start = of.text.index(words)
    return Mention(of, (Span(start, start + len(words)),))


def by_kruse(of: Article, kind: QuotationKind = "Direct", *, affiliation: bool = False) -> Attribution:
    home = mention(of, "Bürgermeisterin von Wismar") if affiliation else None
    return Attribution(mention(of, "Anna Kruse"), home, mention(of, "sagte"), kind)


def finding(
    of: Article, quote: str, *others: Article, number: int = 1, attribution: Attribution | None = None
) -> Finding:
    start = of.text.index(quote)
    claim = Claim(Passage(of, 0, len(of.text)), start, start + len(quote), attribution or Attribution())
    citations = [
        Citation(number + n, source, source.text.index(quote), source.text.index(quote) + len(quote))
        for n, source in enumerate((of, *others))
    ]
    return Finding(claim, tuple(citations), score=0.7, confidence=0.8)


def answer(*findings: Finding, language: str = "en") -> Answer:
    return Answer("What does Wismar need?", language, findings, (), None)


def abstaining(reason: AbstentionReason, language: str, *hits: Hit, **known: Any) -> Answer:
    missing = ("Mars", "Kolonie") if reason == "not-spoken-of" else ()
    given = {"missing": missing, "articles": 12, "passages": 3456, "languages": ("de", "en")}
    return Answer("Wer wohnt dort?", language, (), hits, Abstention(reason, **{**given, **known}))


def hit(of: Article) -> Hit:
    return Hit(Passage(of, 0, len(of.text)), (), 0.2, {"passage": 0.2})


# --- answers --------------------------------------------------------------------------------------------


def test_a_claim_shows_who_said_it_how_the_words_and_the_source() -> None:
    text = article()
    found = finding(text, "Wir brauchen mehr Platz", attribution=by_kruse(text, affiliation=True))
    assert answer_text(answer(found)) == (
        "1 claim from 1 article\n"
        "\n"
        "Anna Kruse, Bürgermeisterin von Wismar (direct quotation):\n"
        "    “Wir brauchen mehr Platz”\n"
        "    [1] Hafen wird vertieft · Seeblatt · 2023-11-16 [hafen.txt:1-24]"
    )


def test_a_german_question_is_answered_in_german_with_the_quote_as_it_stands() -> None:
    text = article()
    other = article(f"Noch einmal: {TOLD}", title="Nachricht", publisher=None, published=None, path="b.txt")
    findings = finding(text, SAID[1:24], attribution=by_kruse(text)), finding(text, TOLD, other, number=2)
    assert answer_text(answer(*findings, language="de")) == (
        "2 Aussagen aus 2 Artikeln\n"
        "\n"
        "Anna Kruse (wörtlich):\n"
        "    “Wir brauchen mehr Platz”\n"
        "    [1] Hafen wird vertieft · Seeblatt · 2023-11-16 [hafen.txt:1-24]\n"
        "\n"
        "Der Artikel selbst:\n"
        "    “Die Arbeiten beginnen im Jahr 2027.”\n"
        "    [2] Hafen wird vertieft · Seeblatt · 2023-11-16 [hafen.txt:73-108]\n"
        "    [3] Nachricht [b.txt:13-48]\n"
        "    1 unabhängige Quelle"
    )


@pytest.mark.parametrize(
    ("language", "own_voice", "unknown"),
    [
        ("en", "The article itself:", "Somebody the article does not name (reported speech):"),
        ("de", "Der Artikel selbst:", "Jemand, den der Artikel nicht nennt (berichtet):"),
    ],
)
def test_an_unknown_claimer_is_not_the_articles_own_voice(language: str, own_voice: str, unknown: str) -> None:
    text = article()
    assert own_voice in answer_text(answer(finding(text, TOLD), language=language)).splitlines()
    somebody = finding(text, TOLD, attribution=Attribution(kind="Reported"))
    assert unknown in answer_text(answer(somebody, language=language)).splitlines()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_of_speech_has_a_word_of_its_own(language: str) -> None:
    text = article()
    shown = [
        answer_text(answer(finding(text, TOLD, attribution=by_kruse(text, kind)), language=language)) for kind in KINDS
    ]
    assert len(set(shown)) == len(KINDS)


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "Anna Kruse (indirect speech, hedged, planned, disputed, said 2023-11-14):"),
        ("de", "Anna Kruse (indirekt, mit Vorbehalt, geplant, umstritten, gesagt 2023-11-14):"),
    ],
)
def test_what_the_quote_may_not_show_stands_before_it(language: str, head: str) -> None:
    text = article()
    found = finding(text, TOLD, attribution=by_kruse(text, "Indirect"))
    claim = replace(found.claim, epistemic="TrueUncertain", modality="planned", claim_datetime="2023-11-14")
    found = replace(found, claim=claim, refuting=(found.claim,))
    assert head in answer_text(answer(found, language=language)).splitlines()


def test_white_space_within_a_quote_is_folded_for_the_eye_only() -> None:
    text = article("Die Arbeiten\n   beginnen\u00a0im\tMai.")
    found = finding(text, text.text)
    assert "“Die Arbeiten beginnen im Mai.”" in answer_text(answer(found))
    assert found.quote == "Die Arbeiten\n   beginnen\u00a0im\tMai."


def test_a_long_title_is_cut() -> None:
    text = article(title="Hafen " * 40)
    (source,) = [line for line in answer_text(answer(finding(text, TOLD)), width=500).splitlines() if "[1]" in line]
    assert source.split(" · ")[0] == "    [1] " + ("Hafen " * 40)[:99] + "…"


def test_a_title_of_a_hundred_letters_is_whole() -> None:
    text = article(title="H" * 100)
    assert f"[1] {'H' * 100} · Seeblatt" in answer_text(answer(finding(text, TOLD)), width=500)


# --- what a model worded ------------------------------------------------------------------------------


def worded(language: str = "en", **account: Any) -> Answer:
    """Two claims: for one a statement was verified, for the other one was rejected."""
    text = article()
    first = replace(finding(text, SAID[1:24], attribution=by_kruse(text)), statement="Kruse says Wismar needs space.")
    refused = Rejected("Work began in 1999.", "rejected", ("number: 1999, the quote says 2027",))
    given = {
        "host": "127.0.0.1:11434", "asked": 2, "verified": 1, "rejected": 1, "tokens_in": 1200, "tokens_out": 34,
        "counted": True, "milliseconds": 2345.6, "done": True,
    }  # fmt: skip
    did = Wording("small:7b", prompt="word-1", **{**given, **account})
    return replace(
        answer(first, replace(finding(text, TOLD, number=2), rejected=refused), language=language), wording=did
    )


def test_a_statement_stands_before_its_quote() -> None:
    shown = answer_text(worded()).splitlines()
    place = shown.index("    Kruse says Wismar needs space.")
    assert shown[place + 1] == "    “Wir brauchen mehr Platz”"
    assert "1999" not in "".join(shown)
    assert "    Kruse says Wismar needs space." in groups_text(worded(), "claimer").splitlines()


def test_the_account_says_which_model_worded_how_much_at_what_cost() -> None:
    assert wording_text(worded(), width=200).splitlines() == [
        "Statements by small:7b (127.0.0.1:11434), each verified against its quote: 1 of 2 claims.",
        "1,200 tokens in, 34 out; 2,346 ms added.",
        "1 wording of the model is not what its quote says; --rejected shows it.",
    ]
    assert wording_text(worded("de", host=None, counted=False), width=200).splitlines() == [
        "Sätze von small:7b (in diesem Prozess), jeder am Zitat geprüft: 1 von 2 Aussagen.",
        "1,200 Tokens gelesen, 34 geschrieben (geschätzt); 2,346 ms zusätzlich.",
        "1 Satz des Modells sagt nicht, was sein Zitat sagt; --rejected zeigt ihn.",
    ]


def test_rejected_wordings_are_listed_with_the_number_of_their_quote_and_the_reasons() -> None:
    assert wording_text(worded(), rejected=True).splitlines()[-4:] == [
        "",
        "Rejected wordings, which are not what the quotes say:",
        "  [2] Work began in 1999.",
        "      rejected; number: 1999, the quote says 2027",
    ]


def test_the_reasons_of_a_german_answer_are_german() -> None:
    last = wording_text(worded("de"), rejected=True, width=200).splitlines()[-1]
    assert "quote" not in last
    assert "Zitat" in last


def test_a_problem_is_a_line_of_its_own_before_what_was_worded_all_the_same() -> None:
    part = wording_text(worded(problem="cut", message="the connection broke off; try again")).splitlines()
    assert part[0] == "Not wholly worded by small:7b: the connection broke off; try again"
    assert part[1].startswith("Statements by small:7b")
    none = worded(problem="key", message="set a key", verified=0, tokens_in=900, tokens_out=0, counted=False)
    assert wording_text(replace(none, findings=())) == "Not worded by small:7b: set a key"


def test_without_a_model_there_is_no_account() -> None:
    assert wording_text(answer(finding(article(), TOLD))) == ""
    assert wording_text(worded(asked=0, verified=0)) == ""


@given(st.text(min_size=1, max_size=40), st.integers(20, 120))
def test_no_model_steers_the_screen(words: str, width: int) -> None:
    refused = Rejected(words, "misattributed", (words,))
    evil = replace(finding(article(), TOLD), statement=words, rejected=refused)
    did = Wording(words, words, words, 1, 1, 1, 5, 5, True, 1.0, "failed", words, True)
    said = replace(answer(evil), wording=did)
    for shown in (answer_text(said, width=width), wording_text(said, rejected=True, width=width)):
        assert all(line.isprintable() and len(line) <= width for line in shown.splitlines())


# --- abstentions ------------------------------------------------------------------------------------------

WHY = {
    ("en", "nothing-near"): "Nothing in them comes near the question.",
    ("en", "nothing-searched"): "The filter lets no article through.",
    ("de", "nothing-searched"): "Der Filter lässt keinen Artikel durch.",
    ("en", "not-spoken-of"): "No article that comes near speaks of: Mars, Kolonie.",
    ("en", "no-such-value"): "Articles speak of it, but none that comes near states the number or date asked for.",
    ("de", "nothing-near"): "Nichts darin kommt der Frage nahe.",
    ("de", "not-spoken-of"): "Kein Artikel in der Nähe spricht von: Mars, Kolonie.",
    (
        "de",
        "no-such-value",
    ): "Artikel sprechen davon, aber keine Aussage in der Nähe nennt die gefragte Zahl oder Zeit.",
}


def test_there_is_a_text_for_each_reason_in_both_languages() -> None:
    assert set(WHY) == {(language, reason) for language in ("de", "en") for reason in REASONS}


@pytest.mark.parametrize(("language", "reason"), WHY)
def test_an_abstention_says_why_and_what_was_searched(language: str, reason: AbstentionReason) -> None:
    none, searched = {
        "en": ("The articles do not say.", "Searched: 12 articles, 3,456 passages (de, en)."),
        "de": ("Die Artikel sagen dazu nichts.", "Durchsucht: 12 Artikel, 3,456 Passagen (de, en)."),
    }[language]
    assert answer_text(abstaining(reason, language)).splitlines() == [none, searched, WHY[language, reason]]


@pytest.mark.parametrize(
    ("language", "searched"),
    [("en", "Searched: 1 article, 1 passage (de)."), ("de", "Durchsucht: 1 Artikel, 1 Passage (de).")],
)
def test_one_article_and_one_passage_are_singular(language: str, searched: str) -> None:
    only = abstaining("nothing-near", language, articles=1, passages=1, languages=("de",))
    assert searched in answer_text(only).splitlines()


def test_an_empty_index_is_named_without_languages() -> None:
    empty = abstaining("nothing-near", "en", articles=0, passages=0, languages=())
    assert "Searched: 0 articles, 0 passages (?)." in answer_text(empty)


def test_what_came_near_is_listed_and_said_to_be_no_evidence() -> None:
    near = hit(article(TOLD, publisher=None, published=None)), hit(article("Wort " * 100, title="Lang"))
    shown = answer_text(abstaining("nothing-near", "en", *near), width=300).splitlines()
    assert shown[-3] == "Nearest, but no evidence:"
    assert shown[-2] == f"  - {TOLD} (Hafen wird vertieft)"
    assert shown[-1] == f"  - {('Wort ' * 32).strip()}… (Lang · Seeblatt · 2023-11-16)"


# --- lines that fit ---------------------------------------------------------------------------------------


def every_line(language: str, width: int) -> list[str]:
    text = article(
        f"{SAID} {TOLD} Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 4, title="Ein langer Titel " * 9
    )
    found = finding(text, text.text, text, attribution=by_kruse(text, affiliation=True))
    lines = answer_text(answer(found, found, language=language), width=width).splitlines()
    for reason in REASONS:
        lines += answer_text(abstaining(reason, language, hit(text)), width=width).splitlines()
    return lines


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [10, 20, 33, 79, 100, 110])
def test_no_line_is_longer_than_the_width(language: str, width: int) -> None:
    assert max(map(len, every_line(language, width))) <= width


def test_a_wider_terminal_has_fewer_lines() -> None:
    assert len(every_line("de", 40)) > len(every_line("de", 80)) > len(every_line("de", 160))


@pytest.mark.parametrize("width", [1, 3])
def test_a_terminal_too_narrow_for_anything_is_no_error(width: int) -> None:
    assert every_line("en", width)


# --- what must not reach the terminal ---------------------------------------------------------------------

EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\x08\x7f\r\x00\u202eesrever\u2066\u200f\u200b\ufeff\u2028\u2029\x85\ud800"


def steering(shown: str) -> set[str]:
    return {f"U+{ord(c):04X}" for c in shown if c != "\n" and unicodedata.category(c)[0] in "CZ" and c != " "}


def evil_report(evil: str) -> BuildReport:
    return BuildReport(
        added=1,
        changed=0,
        unchanged=0,
        removed=0,
        duplicates=((f"a{evil}.txt", f"b{evil}.txt"),),
        skipped=(Skipped(f"c{evil}.txt", f"odd {evil} bytes"),),
        articles=1,
        passages=1,
        claims=1,
        noise={"caption": 1},
        tokenizer="belegt_32k",
        encoder=f"model{evil}",
        seconds=0.0,
        outcomes=(Outcome(f"a{evil}.txt", "added", "0", f"t{evil}", reason=f"as b{evil}"),),
    )


def evil_removal(evil: str) -> Removed:
    return Removed("0", f"t{evil}", (f"a{evil}",), (f"b{evil}",))


def evil_entry(evil: str) -> Shelved:
    return Shelved("0", f"t{evil}", f"p{evil}", None, f"2{evil}", "de", "a", None, 1, 1, 0.0, (f"a{evil}",), True)


def evil_texts(evil: str) -> list[str]:
    text = article(
        f"„Wir {evil} brauchen“, sagte Anna {evil} Kruse, die {evil} Chefin.",
        title=f"Hafen {evil}",
        publisher=f"See{evil}blatt",
        published=f"2023{evil}",
        path=f"a{evil}.txt",
        language=f"de{evil}",
    )
    claimer, chefin = mention(text, f"Anna {evil} Kruse"), mention(text, f"die {evil} Chefin")
    found = finding(text, text.text, attribution=Attribution(claimer, chefin, mention(text, "sagte"), "Direct"))
    missing = {"missing": (f"Wort{evil}",), "languages": (f"de{evil}",)}
    return [
        answer_text(answer(found)),
        answer_text(abstaining("not-spoken-of", "de", hit(text), **missing)),
        report_text(evil_report(evil)),
        added_text(evil_report(evil)),
        removed_text(RemovalReport((evil_removal(evil),), (f"c{evil}",), 0, 0, 0, 0.0)),
        shelf_text(Shelf((evil_entry(evil),), 1)),
    ]


def test_escape_sequences_and_bidirectional_overrides_never_reach_the_terminal() -> None:
    for shown in evil_texts(EVIL):
        assert steering(shown) == set()
        shown.encode("utf-8")


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Ll"]), max_size=12))
def test_no_control_character_whatsoever_reaches_the_terminal(evil: str) -> None:
    assert all(steering(shown) == set() for shown in evil_texts(evil))


def test_a_name_in_an_article_starts_no_line_of_its_own() -> None:
    shown = answer_text(answer(finding(article(title="Hafen\n\n[9] Fälschung"), TOLD)))
    assert "    [1] Hafen [9] Fälschung · Seeblatt" in shown


def test_soft_hyphens_leave_no_gap_in_a_word() -> None:
    text = article("Die Minister\u00adpräsi\u00addentin kommt.")
    assert "“Die Ministerpräsidentin kommt.”" in answer_text(answer(finding(text, text.text)))


# --- views ----------------------------------------------------------------------------------------------


def disputed(language: str = "en") -> Answer:
    text = article()
    other = article(
        f"Nein: {TOLD} Das sagt Jens Holm.", title="Streit", publisher="Hafenbote", published="2022", path="b.txt"
    )
    against = finding(other, TOLD, number=2, attribution=Attribution(mention(other, "Jens Holm"), kind="Indirect"))
    first = finding(text, SAID[1:24], attribution=by_kruse(text))
    return answer(replace(first, refuting=(against,)), against, language=language)


def test_the_matrix_is_a_table_of_claims_and_claimers_with_numbers_that_are_named_below() -> None:
    assert matrix_text(disputed(), width=80) == (
        "                                              Anna Kruse        Jens Holm\n"
        "“Wir brauchen mehr Platz”                     asserts [1]       denies [2]\n"
        "\n"
        "[1] Hafen wird vertieft · Seeblatt · 2023-11-16 [hafen.txt:1-24]\n"
        "[2] Streit · Hafenbote · 2022 [b.txt:6-41]"
    )
    assert "bejaht [1]" in matrix_text(disputed("de"))
    assert "bestreitet [2]" in matrix_text(disputed("de"))


def test_claimers_that_do_not_fit_beside_each_other_stand_in_a_further_table() -> None:
    narrow = matrix_text(disputed(), width=60).splitlines()
    assert narrow[0].split() == ["Anna", "Kruse"]
    assert ["Jens", "Holm"] in [line.split() for line in narrow]


def test_the_timeline_says_whether_its_dates_are_those_of_the_article() -> None:
    lines = timeline_text(disputed(), width=100).splitlines()
    assert lines[0].split()[:4] == ["2022", "published", "Jens", "Holm"]
    assert lines[1].split()[:4] == ["2023-11-16", "published", "Anna", "Kruse"]
    undated = answer(finding(article(published=None), TOLD), language="de")
    assert timeline_text(undated).startswith("ohne Datum")


def test_groups_stand_under_their_names() -> None:
    assert [line for line in groups_text(disputed(), "publisher").splitlines() if line.startswith("==")] == [
        "== Seeblatt (1 claim)",
        "== Hafenbote (1 claim)",
    ]
    nobody = answer(finding(article(publisher=None), TOLD, attribution=Attribution(kind="Reported")), language="de")
    assert groups_text(nobody, "claimer").startswith("== Jemand, den der Artikel nicht nennt (1 Aussage)")
    assert groups_text(nobody, "publisher").startswith("== Herausgeber unbekannt (1 Aussage)")


def test_an_abstention_looks_the_same_in_every_view() -> None:
    nothing = abstaining("nothing-near", "en")
    shown = {matrix_text(nothing), timeline_text(nothing), groups_text(nothing, "date"), answer_text(nothing)}
    assert len(shown) == 1


def test_several_articles_say_how_many_of_them_are_independent() -> None:
    text, copy = article(), article(f"Noch einmal: {TOLD}")
    both = finding(text, TOLD, copy)
    assert "1 independent source" in answer_text(answer(both))
    assert "2 unabhängige Quellen" in answer_text(answer(replace(both, sources=2), language="de"))
    assert "independent" not in answer_text(answer(finding(text, TOLD)))


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.integers(40, 120))
def test_no_view_lets_an_article_steer_the_screen(words: str, width: int) -> None:
    text = article(f"{words} {TOLD}", title=words, publisher=words)
    found = finding(text, f"{words} {TOLD}")
    views = matrix_text(answer(found), width=width), timeline_text(answer(found), width=width)
    for view in (*views, groups_text(answer(found), "publisher", width=width)):
        assert all(line.isprintable() and len(line) <= max(width, 84) for line in view.splitlines())
