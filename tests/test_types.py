"""The values that flow: spans refuse nonsense, quotes are slices, links find the words, to_dict keeps its shapes."""

from __future__ import annotations

import datetime
import json
from dataclasses import FrozenInstanceError, fields
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import (
    NOISE_KINDS,
    OWN_VOICE,
    Abstention,
    Answer,
    Article,
    Attribution,
    BuildReport,
    Citation,
    Claim,
    Finding,
    Hit,
    Mention,
    Noise,
    NoiseKind,
    Outcome,
    Passage,
    Reference,
    RemovalReport,
    Removed,
    Skipped,
    Span,
    Time,
    content_id,
    days,
)

TEXT = (
    "Wir brauchen mehr Platz, sagte Anna Kruse, die Bürgermeisterin von Wismar, am Montag. Die Arbeiten beginnen 2027."
)


def article(text: str = TEXT, **known: Any) -> Article:
    return Article(content_id(text), "Hafen wird vertieft", text, **known)


def mention(of: Article, words: str) -> Mention:
    start = of.text.index(words)
    return Mention(of, (Span(start, start + len(words)),))


def claim(of: Article, quote: str, **known: Any) -> Claim:
    start = of.text.index(quote)
    return Claim(Passage(of, 0, len(of.text)), start, start + len(quote), **known)


def cited(text: str, quote: str, *, url: str | None = "https://zeitung.example/hafen") -> Citation:
    start = text.index(quote)
    return Citation(1, article(text, url=url), start, start + len(quote))


def finding(of: Article, quote: str, number: int = 1, **known: Any) -> Finding:
    said = claim(of, quote, **known.pop("of_claim", {}))
    return Finding(said, (Citation(number, of, said.start, said.end),), score=2 / 3, confidence=0.75, **known)


# --- spans ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [(1, 0), (-1, 3), (-2, -1), (5, 4)])
def test_a_span_that_ends_before_it_starts_or_starts_before_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=rf"0 <= start <= end, got \[{start}, {end}\)"):
        Span(start, end)
    with pytest.raises(ValueError, match="0 <= start <= end"):
        Noise(start, end, "caption")


def test_spans_are_half_open() -> None:
    assert len(Span(3, 3)) == 0
    assert not Span(0, 3).overlaps(Span(3, 6))
    assert Span(0, 4).overlaps(Span(3, 6))
    assert Span(0, 4).contains(Span(0, 4))
    assert Span(0, 4).contains(Span(4, 4))
    assert not Span(0, 4).contains(Span(3, 5))
    assert sorted([Span(2, 5), Span(0, 9), Span(0, 3)]) == [Span(0, 3), Span(0, 9), Span(2, 5)]


def test_a_mention_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="what is unknown is None"):
        Mention(article(), ())


def test_the_gap_in_a_mention_of_two_pieces_is_visible() -> None:
    assert Mention(article("Kruse, sagt man, aus Wismar"), (Span(0, 5), Span(17, 27))).text == "Kruse … aus Wismar"


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Span(0, 1).start = 1  # type: ignore[misc]


def test_every_kind_of_noise_is_listed_once_and_in_order() -> None:
    assert get_args(NoiseKind) == NOISE_KINDS
    assert list(NOISE_KINDS) == sorted(set(NOISE_KINDS))


# --- articles and quotes ------------------------------------------------------------------------------


def test_the_id_of_an_article_depends_on_its_text_alone() -> None:
    assert content_id("Hafen") == content_id("Hafen") != content_id("Hafen ")
    assert content_id("") == "e3b0c44298fc1c14"  # SHA-256 of nothing, from FIPS 180-4's examples
    assert len(content_id("\ud800 half a pair")) == 16


@st.composite
def marked_articles(draw: st.DrawFn) -> Article:
    text = draw(st.text(alphabet="ab ä\n🦭", max_size=40))
    places = st.integers(0, len(text))
    spans = [Span(*sorted(draw(st.tuples(places, places)))) for _ in range(draw(st.integers(0, 6)))]
    cut = draw(st.integers(0, len(spans)))
    noise = tuple(Noise(span.start, span.end, "caption") for span in spans[:cut])
    return article(text, noise=noise, headings=tuple(spans[cut:]))


@given(marked_articles())
def test_the_body_is_all_that_is_neither_noise_nor_heading_in_order(marked: Article) -> None:
    body = marked.body()
    kept = [place for span in body for place in range(span.start, span.end)]
    left_out = {place for span in (*marked.noise, *marked.headings) for place in range(span.start, span.end)}
    assert kept == sorted(set(range(len(marked.text))) - left_out)
    assert all(len(span) > 0 for span in body)


def test_an_article_of_nothing_but_noise_has_no_body() -> None:
    assert article("Foto: dpa", noise=(Noise(0, 9, "photo credit"),)).body() == []
    assert article("").body() == []


@given(st.text(min_size=1, max_size=30), st.data())
def test_what_a_claim_and_a_citation_quote_is_a_slice_of_the_article(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    said = Claim(Passage(article(text), 0, len(text)), start, end)
    assert said.quote == text[start:end] == Citation(1, said.article, start, end).quote
    assert said.to_dict()["quote"] == text[start:end]


def test_the_spans_of_a_claim_are_its_pieces_or_the_whole() -> None:
    whole = claim(article(), "Die Arbeiten beginnen 2027.")
    assert whole.spans == (Span(whole.start, whole.end),)
    assert claim(article(), TEXT[:84], parts=(Span(0, 23), Span(75, 84))).spans == (Span(0, 23), Span(75, 84))


def test_a_claim_says_who_in_the_words_of_the_article() -> None:
    text = article()
    attribution = Attribution(
        mention(text, "Anna Kruse"), mention(text, "die Bürgermeisterin von Wismar"), mention(text, "sagte"), "Indirect"
    )
    assert claim(text, "Wir brauchen mehr Platz", attribution=attribution).to_dict() == {
        "start": 0,
        "end": 23,
        "quote": "Wir brauchen mehr Platz",
        "claimer": "Anna Kruse",
        "claimer_mention": "Anna Kruse",
        "claimer_affiliation": "die Bürgermeisterin von Wismar",
        "through": [],
        "cue": "sagte",
        "kind": "Indirect",
        "epistemic": "Unknown",
        "modality": "stated",
        "negated": False,
        "claim_datetime": None,
        "dated_by": None,
        "times": [],
        "context": [],
        "sentence": None,
    }


def test_a_claim_tells_the_name_the_chain_the_times_and_what_its_words_mean() -> None:
    text = article("Das Blatt meldet am Montag, sie werde im Mai dort sein. Anna Kruse fährt nach Wismar.")
    said = claim(
        text,
        "sie werde im Mai dort sein",
        attribution=Attribution(
            mention(text, "sie"),
            kind="Indirect",
            named=mention(text, "Anna Kruse"),
            through=(mention(text, "Das Blatt"),),
        ),
        modality="planned",
        claim_datetime="2024-09-09",
        dated_by=mention(text, "am Montag"),
        times=(Time(mention(text, "im Mai"), "2025-05"),),
        context=(Reference(mention(text, "dort"), mention(text, "Wismar")),),
        sentence=Span(0, 55),
    )
    told = said.to_dict()
    assert (told["claimer"], told["claimer_mention"], told["through"]) == ("Anna Kruse", "sie", ["Das Blatt"])
    assert (told["modality"], told["claim_datetime"], told["dated_by"]) == ("planned", "2024-09-09", "am Montag")
    assert told["times"] == [{"words": "im Mai", "value": "2025-05"}]
    assert told["context"] == [{"words": "dort", "meaning": "Wismar"}]
    assert told["sentence"] == {"start": 0, "end": 55}
    assert said.sentence_text == text.text[:55]
    assert claim(text, "im Mai").sentence_text == "im Mai"


def test_a_claim_in_the_articles_own_voice_has_no_claimer_no_cue_and_no_kind() -> None:
    told = claim(article(), "Die Arbeiten beginnen 2027.").to_dict()
    assert [told[name] for name in ("claimer", "claimer_affiliation", "cue", "kind")] == [None] * 4
    assert Attribution() == OWN_VOICE


# --- days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2023-11-16", (2023, 11, 16), (2023, 11, 16)),
        ("2023-11", (2023, 11, 1), (2023, 11, 30)),
        ("2023-12", (2023, 12, 1), (2023, 12, 31)),
        ("2023-02", (2023, 2, 1), (2023, 2, 28)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2024-02-29", (2024, 2, 29), (2024, 2, 29)),
        ("2023", (2023, 1, 1), (2023, 12, 31)),
        ("0001-01-01", (1, 1, 1), (1, 1, 1)),
        ("9999", (9999, 1, 1), (9999, 12, 31)),
    ],
)
def test_a_date_is_as_many_days_as_its_precision_leaves_open(
    date: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert days(date) == (datetime.date(*first).toordinal(), datetime.date(*last).toordinal())


@pytest.mark.parametrize(
    "date",
    [
        None,
        "",
        "2023-02-30",
        "2023-02-29",
        "2023-13",
        "2023-11-31",
        "0000",
        "10000",
        "gestern",
        "2023-11-xx",
        "-",
        "--",
    ],
)
def test_a_date_that_is_unknown_or_that_no_calendar_has_is_no_day(date: str | None) -> None:
    assert days(date) == (-1, -1)


@given(st.dates())
def test_a_day_lies_in_its_month_and_its_month_in_its_year(date: datetime.date) -> None:
    day, month, year = (days(date.isoformat()[:length]) for length in (10, 7, 4))
    assert day == (date.toordinal(),) * 2
    assert year[0] <= month[0] <= day[0] <= month[1] <= year[1]


# --- links ------------------------------------------------------------------------------------------


def test_a_permalink_is_made_of_the_texts_hash_and_the_offsets() -> None:
    citation = cited(TEXT, "mehr Platz", url=None)
    assert citation.permalink == f"belegt:{content_id(TEXT)}:13-23"
    assert citation.link is None


@pytest.mark.parametrize(
    ("quote", "fragment"),
    [
        ("mehr Platz", "mehr%20Platz"),
        ("Platz, sagte Kruse", "Platz%2C%20sagte%20Kruse"),
        ("Ost-West-Handel", "Ost%2DWest%2DHandel"),
        ("R&D, 50 % = #1?", "R%26D%2C%2050%20%25%20%3D%20%231%3F"),
        ("„Größe“", "%E2%80%9EGr%C3%B6%C3%9Fe%E2%80%9C"),
        ("ein\n  langer\tHafen", "ein%20langer%20Hafen"),
        ("Gro\u0308ße", "Gr%C3%B6%C3%9Fe"),
        ("a b c d e f g h i j k l", "a%20b%20c%20d%20e%20f%20g%20h%20i%20j%20k%20l"),
        ("a b c d e f g h i j k l m", "a%20b%20c%20d%20e,i%20j%20k%20l%20m"),
        ("a, b c-c d e f g h i j k l-l m", "a%2C%20b%20c%2Dc%20d%20e,i%20j%20k%20l%2Dl%20m"),
    ],
)
def test_the_link_marks_the_quote_by_a_text_fragment(quote: str, fragment: str) -> None:
    assert cited(f"Davor {quote} danach", quote).link == f"https://zeitung.example/hafen#:~:text={fragment}"


def test_the_link_replaces_an_anchor() -> None:
    link = cited(TEXT, "mehr Platz", url="https://zeitung.example/hafen?seite=2#kommentare").link
    assert link == "https://zeitung.example/hafen?seite=2#:~:text=mehr%20Platz"


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_the_link_has_none_of_the_fragments_own_marks_in_its_words(quote: str) -> None:
    link = cited(quote, quote).link
    assert link is not None
    assert link.isascii()
    fragment = link.split("#:~:text=")[1]
    assert "-" not in fragment
    assert fragment.count(",") == (len(quote.split()) > 12)


def test_a_quote_with_half_a_surrogate_pair_has_a_link_too() -> None:
    link = cited("Er rief \ud83d Hafen", "rief \ud83d Hafen").link
    assert link == "https://zeitung.example/hafen#:~:text=rief%20%3F%20Hafen"


# --- shapes -----------------------------------------------------------------------------------------

CITATION = "number article title publisher published path url start end page quote permalink"
FINDING = (
    "quote statement claimer claimer_mention claimer_affiliation through cue kind epistemic modality negated"
    " claim_datetime dated_by times context sentence sources status rejected score confidence citations supporting"
    " refuting"
)
HIT = "article title path start end text score channels claims"
ANSWER = "question language findings also_searched abstention confidence timing wording"


def answer_with_everything() -> Answer:
    text = article(publisher="Seeblatt", published="2023-11", url="https://zeitung.example/hafen", path="hafen.txt")
    other = finding(text, "Die Arbeiten beginnen 2027.", 2, of_claim={"claim_datetime": "2027", "negated": True})
    said = {"attribution": Attribution(mention(text, "Anna Kruse"), None, mention(text, "sagte"), "Indirect")}
    first = finding(
        text,
        "Wir brauchen mehr Platz",
        of_claim=said,
        statement="They need room.",
        supporting=(other,),
        refuting=(other,),
    )
    hit = Hit(Passage(text, 0, 20), (claim(text, "Wir brauchen"),), 1 / 3, {"passage": 2 / 3, "lexical": 0.0})
    return Answer("Was braucht Wismar?", "de", (first, other), (hit,), None, 2 / 3, {"search": 1.23456})


def test_an_answer_has_the_shape_that_programs_rely_on() -> None:
    answer = answer_with_everything()
    shown = answer.to_dict()
    assert list(shown) == ANSWER.split()
    assert [list(entry) for entry in shown["findings"]] == [FINDING.split()] * 2
    for entry in (shown["findings"][0], *shown["findings"][0]["supporting"], *shown["findings"][0]["refuting"]):
        assert list(entry) == FINDING.split()
        assert [list(citation) for citation in entry["citations"]] == [CITATION.split()]
    assert [list(hit) for hit in shown["also_searched"]] == [HIT.split()]
    assert shown["abstention"] is None
    assert shown["timing"] == {"search": 1.23}
    assert shown["confidence"] == 0.6667
    assert shown["also_searched"][0]["text"] == TEXT[:20]
    assert shown["also_searched"][0]["channels"] == {"passage": 0.6667, "lexical": 0.0}
    assert shown["also_searched"][0]["score"] == 0.3333
    assert (shown["findings"][0]["score"], shown["findings"][0]["confidence"]) == (0.6667, 0.75)
    assert shown["findings"][0]["statement"] == "They need room."
    assert shown["findings"][1]["claim_datetime"] == "2027"
    assert shown["findings"][1]["negated"] is True
    assert shown["findings"][1]["status"] == "verified"
    assert json.loads(json.dumps(shown)) == shown


def test_a_citation_tells_all_that_is_known_and_null_for_what_is_not() -> None:
    citation = cited(TEXT, "mehr Platz", url=None)
    assert citation.to_dict() == {
        "number": 1,
        "article": content_id(TEXT),
        "title": "Hafen wird vertieft",
        "publisher": None,
        "published": None,
        "path": "",
        "url": None,
        "start": 13,
        "end": 23,
        "page": None,
        "quote": "mehr Platz",
        "permalink": citation.permalink,
    }


def test_citations_of_an_answer_are_those_of_its_findings_in_reading_order() -> None:
    answer = answer_with_everything()
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert all(citation.article.text[citation.start : citation.end] == citation.quote for citation in answer.citations)


def test_an_abstention_says_why_and_what_was_searched() -> None:
    abstention = Abstention("not-spoken-of", ("Mars", "Kolonie"), 3, 14, ("de", "en"))
    shown = Answer("Wer wohnt auf dem Mars?", "de", (), (), abstention).to_dict()
    assert shown["findings"] == shown["also_searched"] == []
    assert shown["abstention"] == {
        "reason": "not-spoken-of",
        "missing": ["Mars", "Kolonie"],
        "articles": 3,
        "passages": 14,
        "languages": ["de", "en"],
    }
    assert json.loads(json.dumps(shown)) == shown


def test_an_article_as_json_holds_every_field_and_its_marks_as_offsets() -> None:
    marked = article(language="de", noise=(Noise(0, 3, "label"),), headings=(Span(4, 9),))
    shown = marked.to_dict()
    assert list(shown) == [field.name for field in fields(Article)]
    assert shown["noise"] == [{"start": 0, "end": 3, "kind": "label"}]
    assert shown["headings"] == [{"start": 4, "end": 9}]
    assert json.loads(json.dumps(shown)) == shown


def test_a_build_report_as_json_holds_every_field() -> None:
    report = BuildReport(
        added=1,
        changed=0,
        unchanged=2,
        removed=0,
        duplicates=(("b.txt", "a.txt"),),
        skipped=(Skipped("c.txt", "it is empty", kept=True),),
        articles=3,
        passages=9,
        claims=20,
        noise={"caption": 4},
        tokenizer="belegt_32k",
        encoder="embedded",
        seconds=1.23456,
        outcomes=(Outcome("d.txt", "added", "0", "Hafen", 3, 0.123456),),
    )
    shown = report.to_dict()
    assert list(shown) == [field.name for field in fields(BuildReport)]
    assert list(shown["outcomes"][0]) == [field.name for field in fields(Outcome)]
    assert shown["outcomes"][0]["noise"] == 0.1235
    assert shown["duplicates"] == [{"path": "b.txt", "same_as": "a.txt"}]
    assert shown["skipped"] == [{"path": "c.txt", "reason": "it is empty", "kept": True, "problem": None}]
    assert shown["seconds"] == 1.235
    assert json.loads(json.dumps(shown)) == shown


def test_a_removal_as_json_holds_every_field() -> None:
    shown = RemovalReport((Removed("0", "Hafen", ("a.txt",), ("b.txt",)),), ("c.txt",), 1, 2, 3, 0.12345).to_dict()
    assert list(shown) == [field.name for field in fields(RemovalReport)]
    assert shown["removed"] == [{"article": "0", "title": "Hafen", "addresses": ["a.txt"], "kept": ["b.txt"]}]
    assert shown["seconds"] == 0.123
    assert json.loads(json.dumps(shown)) == shown
