from __future__ import annotations

import datetime
import doctest
import json
import logging
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag.articles.facts
from rag.articles.facts import stated_author, stated_date, stated_language, stated_url
from rag.articles.formats import html, markup
from rag.articles.formats.html import decode_as
from rag.articles.formats.markup import visible_text
from rag.articles.reading import Reading
from rag.errors import ArticleError

FIXTURES = Path(__file__).parent / "fixtures"
SENTENCES = [
    "Die Stadt Seeburg will ihren Hafen bis 2027 vertiefen, sagte Bürgermeisterin Anna Kruse am Montag.",
    "„Wir brauchen mehr Platz für große Schiffe“, erklärte sie vor Journalisten im Rathaus.",
    "Die Arbeiten kosten nach Angaben der Stadt 80 Millionen Euro und dauern drei Jahre.",
    "Naturschützer lehnen den Plan ab und warnen vor Schäden für die Seegraswiesen.",
    "Der Rat der Stadt will im Mai entscheiden, ob die Bagger noch in diesem Jahr kommen.",
]
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def read(page: str) -> Reading:
    return html.read(page.encode())


def page(body: str = PARAGRAPHS, head: str = "", lang: str = "") -> str:
    return f"<!DOCTYPE html><html{lang and f' lang={lang}'}><head>{head}</head><body>{body}</body></html>"


def linked(**facts: object) -> str:
    thing = {"@context": "https://schema.org", "@type": "NewsArticle", **facts}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def refusal(content: bytes | str) -> str:
    with pytest.raises(ArticleError) as caught:
        html.read(content.encode() if isinstance(content, str) else content)
    return str(caught.value)


# --- pages as programs write them -----------------------------------------------------------------------------------


def test_a_page_of_wordpress_gives_the_article_and_no_furniture() -> None:
    reading = html.read((FIXTURES / "wordpress.html").read_bytes())
    assert reading == Reading(
        text="Seeburg vertieft den Hafen\n\n"
        "Die Stadt Seeburg will ihren Hafen bis 2027 vertiefen. „Wir brauchen mehr Platz für große Schiffe“, sagte "
        "Bürgermeisterin Anna Kruse am Montag.\n\n"
        "Streit um das Seegras\n\n"
        "Natur\u00adschützer lehnen den Plan ab. Der Verband Küstenwacht nannte drei Gründe:\n\n"
        "das Seegras,\ndie Robben,\nden Lärm.\n\n"
        "Wir ziehen vor Gericht. Der Plan zerstört die Wiesen.\n\n— Küstenwacht (@kuestenwacht) 11. März 2024\n\n"
        "Jahr\tMillionen Euro\n2025\t30\n2026\t50\n\n"
        "Die Arbeiten kosten nach Angaben der Stadt 80 Millionen Euro.",
        title="Seeburg vertieft den Hafen",
        author="Erika Muster",
        publisher="Seeburger Stadtblog",
        published="2024-03-12",
        language="de",
        url="https://stadtblog.example/2024/03/hafen/",
    )


def test_a_newspaper_in_one_line_gives_heading_lead_and_text_and_no_teaser() -> None:
    content = (FIXTURES / "newspaper.html").read_bytes()
    assert content.count(b"\n") == 1
    reading = html.read(content)
    assert reading.text.split("\n\n") == [
        "Warum der Hafen von Seeburg ausgebaut wird",
        "Die Stadt will größere Schiffe anlocken. Naturschützer wollen klagen.",
        "Seeburg. Der Hafen der Stadt soll bis 2027 um zwei Meter tiefer werden. Das kündigte Bürgermeisterin Anna "
        "Kruse am Montag an. Sie nannte den Ausbau „eine Frage des Überlebens“.",
        "Der Verband Küstenwacht warnte vor Schäden für die Seegraswiesen. „Wir werden vor Gericht ziehen“, sagte sein "
        "Sprecher Paul Brandt. Die Untersuchung der Stadt sei lückenhaft.",
        "„So geht man nicht mit Bürgern um.“",
        "Im Rat gibt es eine Mehrheit für den Plan. CO2 und Lärm sollen vorher gemessen werden, heißt es im Beschluss.",
        "Weiterlesen mit K+",
    ]
    assert (reading.title, reading.author) == (reading.text.split("\n")[0], "Jan Beispiel, Lena Müller-Test")
    assert (reading.publisher, reading.published, reading.language) == ("Küstenanzeiger", "2024-03-12", "de")
    assert reading.url == "https://www.kuestenanzeiger.example/seeburg/hafen-wird-tiefer-4711.html"


def test_a_page_by_pandoc_keeps_its_headings_lists_and_tables() -> None:
    reading = html.read((FIXTURES / "pandoc.html").read_bytes())
    lines = reading.text.split("\n")
    for line in ("Kritik der Fischer", "die lange Bauzeit,", "2025\t30", "Die Stadt will im Mai entscheiden."):
        assert line in lines
    facts = (reading.title, reading.author, reading.published, reading.language)
    assert facts == ("Seeburg baut eine neue Schleuse", "Erika Muster", "2024-03-12", "de")


def test_a_page_by_hand_with_breaks_for_paragraphs_gives_paragraphs() -> None:
    reading = html.read((FIXTURES / "by_hand.html").read_bytes())
    assert reading.text.split("\n\n") == [
        "Fischerfest in Seeburg",
        "Am Samstag beginnt das Fischerfest. Der Verein rechnet mit 3000 Besuchern.\nDer Eintritt ist frei.",
        '"Es wird das größte Fest seit Jahren", sagte der Vorsitzende Jan Beispiel.',
        "Die Hauptstraße bleibt gesperrt.",
    ]
    assert reading.title == "Fischerfest in Seeburg"


# --- text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        PARAGRAPHS,
        "".join(f"<div>{sentence}</div>" for sentence in SENTENCES),
        "<br><br>".join(SENTENCES),
        "<font size=3>" + "<br>\n&nbsp;<br>".join(SENTENCES) + "</font>",
        "<pre>\n" + "\n\n".join(SENTENCES) + "\n</pre>",
        f"<article>{SENTENCES[0]}<p>{SENTENCES[1]}</p>{SENTENCES[2]}<p>{SENTENCES[3]}</p>{SENTENCES[4]}</article>",
        "<table role=presentation>" + "".join(f"<tr><td>{sentence}</td></tr>" for sentence in SENTENCES) + "</table>",
        f"<main><p>{SENTENCES[0]}<details><summary>{SENTENCES[1]}</summary>{SENTENCES[2]}</details>"
        f"<blockquote>{SENTENCES[3]}</blockquote><section>{SENTENCES[4]}</section></main>",
        f"<nav><a href=/>Start</a></nav><div class=x>{PARAGRAPHS}</div><footer><a href=/i>Impressum</a></footer>",
        PARAGRAPHS.replace("</p>", ""),
        f"<form id=aspnetForm><input type=hidden value=x><div>{PARAGRAPHS}</div></form>",
        f"<div>{PARAGRAPHS}<noscript><p>Bitte schalten Sie Skripte ein.</p></noscript></div>",
    ],
)
def test_paragraphs_are_apart_whatever_parts_them_on_the_page(body: str) -> None:
    assert read(page(body)).text.split("\n\n") == SENTENCES


def test_a_page_of_two_sentences_is_read_whole_and_not_torn_at_its_tags() -> None:
    reading = read(page("<h1>Regen in Seeburg</h1><p>Es <b>regnet</b> in See<i>burg</i>. Morgen nicht.</p>"))
    assert reading.text == "Regen in Seeburg\n\nEs regnet in Seeburg. Morgen nicht."
    assert reading.title == "Regen in Seeburg"
    assert read("Es regnet.").text == "Es regnet."


def test_words_inside_of_tags_stay_in_their_sentence() -> None:
    words = "Am <time datetime=2024-03-11>Montag</time> fiel <q>kein Wort</q> über CO<sub>2</sub>&shy;-Preise."
    body = f"<p>{words}</p>{PARAGRAPHS}"
    assert read(page(body, lang="de")).text.startswith("Am Montag fiel „kein Wort“ über CO2\u00ad-Preise.")
    assert "fiel “kein Wort” über" in read(page(body, lang="en")).text


def test_nested_lists_give_a_line_an_item_and_nested_tables_a_line_a_row() -> None:
    body = (
        f"{PARAGRAPHS}<ul><li>eins<ul><li>zwei</li></ul></li><li><p>drei</p></li></ul>"
        "<table><tr><th>Jahr</th><th>Euro</th></tr><tr><td>2025</td><td>30 <table><tr><td>und</td><td>mehr</td></tr>"
        "</table></td></tr></table>"
    )
    assert read(page(body)).text.endswith("\n\neins\nzwei\ndrei\n\nJahr\tEuro\n2025\t30 und mehr")


def test_scripts_styles_comments_and_hidden_text_never_leak() -> None:
    body = (
        f"<script>var leak = '<p>leak</p>'</script><style>p:after{{content:'leak'}}</style><!-- leak -->{PARAGRAPHS}"
        "<p style='display: none'>Ein leak, den niemand sieht.</p><template><p>leak</p></template>"
        "<svg><title>leak</title></svg>"
        "<div id=comments><p>Ein leak von einem Leser, der sich sehr über die Bagger ärgert.</p></div>"
    )
    assert "leak" not in read(page(body)).text
    assert "leak" not in read(page(body.replace(PARAGRAPHS, "<p>Es regnet wieder.</p>"))).text


def test_entities_of_a_doctype_are_not_expanded_and_nothing_is_fetched() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    source = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html SYSTEM "http://dtd.example/x.dtd" '
        f'[<!ENTITY a0 "boom">{bomb}<!ENTITY file SYSTEM "file:///etc/passwd">]>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x.js"/></head><body>{PARAGRAPHS}'
        "<p>Es bleibt bei &a11; und &file;, sagte sie.</p></body></html>"
    )
    assert read(source).text.split("\n\n") == [*SENTENCES, "Es bleibt bei &a11; und &file;, sagte sie."]


# --- pages without an article ---------------------------------------------------------------------------------------


def test_what_is_no_article_is_refused_with_what_to_do() -> None:
    scripted = (
        "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script src=a></script>"
    )
    login = (
        "<form><input name=user><input type=PASSWORD><button>Anmelden</button></form><p>Bitte melden Sie sich an.</p>"
    )
    assert refusal(page(scripted)).startswith("holds no article text but scripts that load it; ")
    assert refusal(page(login)).startswith("is a page to log in; ")
    assert refusal("<frameset cols='1,2'><frame src=a><noframes>Kein Rahmen.</noframes></frameset>").startswith(
        "is a frame "
    )
    assert refusal(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR").startswith("is no web page: ")
    for nothing in ("", " \n", page(""), page("<p>&nbsp;</p><hr>"), page("<p>•</p>"), page("<nav>Start</nav>")):
        assert refusal(nothing).startswith("holds no article text; ")


def test_a_dated_article_with_a_box_to_log_in_is_no_login_page() -> None:
    login = "<form><input type=password></form>"
    reading = read(page(f"{login}<p>Es regnet in Seeburg.</p>", linked(headline="Regen", datePublished="2024-03-12")))
    assert reading.text == "Es regnet in Seeburg."


def test_what_only_json_holds_of_an_article_is_read() -> None:
    body = " ".join(SENTENCES)
    assert read(page("<div id=app></div><script src=a.js></script>", linked(articleBody=body))).text == body


def test_a_page_without_an_article_warns_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        refusal(page(""))
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


# --- encodings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),  # wrong, and found out
        ("utf-8", "cp1252"),  # wrong, and found out
        ("ISO-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("no-such-thing", "cp1252"),
        ("utf-16", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-8", "utf-8-sig"),
        ("ISO-8859-15", "iso-8859-15"),
        ("macintosh", "mac-roman"),
    ],
)
@pytest.mark.parametrize(
    "form", ['<meta charset="{}">', "<meta http-equiv=content-type content='text/html; charset={}'>"]
)
def test_umlauts_survive_what_a_page_says_about_its_encoding(declared: str, encoding: str, form: str) -> None:
    body = PARAGRAPHS.replace("„", '"').replace("“", '"')
    content = page(body, form.format(declared)).encode(encoding)
    assert html.read(content).text.replace('"', "") == "\n\n".join(SENTENCES).replace("„", "").replace("“", "")


def test_other_scripts_are_read_as_declared_also_by_an_xml_declaration() -> None:
    cyrillic, japanese = "Это новый порт, сказал мэр.", "新しい港です。"
    assert html.read(page(f"<p>{cyrillic}", "<meta charset=koi8-r>").encode("koi8-r")).text == cyrillic
    assert html.read(page(f"<p>{japanese}", "<meta charset=Shift_JIS>").encode("cp932")).text == japanese
    assert html.read(page(f"<p>{japanese}", "<meta charset=iso-2022-jp>").encode("iso-2022-jp")).text == japanese
    source = f"<?xml version='1.0' encoding='windows-1251'?>{page(f'<p>{cyrillic}')}"
    assert html.read(source.encode("cp1251")).text == cyrillic


def test_one_wrong_byte_or_nul_spoils_no_page() -> None:
    content = page(PARAGRAPHS, "<meta charset=utf-8>").encode()
    assert html.read(content.replace(b"Montag", b"Mon\xfctag")).text.count("ü") == "".join(SENTENCES).count("ü")
    assert html.read(content.replace(b"Montag", b"Mon\x00tag")).text.split("\n\n") == SENTENCES


def test_characters_that_are_no_text_part_words_also_as_references() -> None:
    assert read(page("<p>Es&#12;regnet\x0cin&#x1F;See\x01burg&#xFFFE;, &#x1F600;.<br><br>Ja.")).text == (
        "Es regnet in See burg , \U0001f600.\n\nJa."
    )


def test_a_codec_that_is_no_encoding_of_pages_is_never_used() -> None:
    for name in ("punycode", "unicode_escape", "idna", "utf-7", "base64", "undefined", "iso-8859-99"):
        assert decode_as("Größe".encode("cp1252"), name) == "Größe"


# --- facts ----------------------------------------------------------------------------------------------------------


def test_json_in_a_graph_names_its_persons_elsewhere() -> None:
    graph = [
        {
            "@type": ["Article", "NewsArticle"],
            "headline": "Regen &amp; Wind",
            "author": {"@id": "#e"},
            "publisher": {"@id": "#p"},
        },
        {"@type": "Person", "@id": "#e", "name": "Erika Muster"},
        {"@type": "Organization", "@id": "#p", "name": "Seeburger Bote"},
    ]
    head = f'<script type="application/ld+json"><!-- {json.dumps({"@graph": graph})} --></script>'
    reading = read(page(head=head))
    assert (reading.title, reading.author, reading.publisher) == ("Regen & Wind", "Erika Muster", "Seeburger Bote")


def test_of_several_articles_in_json_only_the_pages_own_counts() -> None:
    other = linked(headline="Zirkus", datePublished="2020-01-01", author="Otto Anders")
    own = linked(headline="Regen", datePublished="2024-03-12")
    assert read(page(head=f"{other}{own}<title>Regen</title>")).published == "2024-03-12"
    link = "<link rel=canonical href='https://a.example/1'>"
    own = linked(headline="Anders betitelt", mainEntityOfPage="https://a.example/1", datePublished="2024-03-12")
    assert read(page(head=f"{other}{own}{link}")).published == "2024-03-12"
    assert (
        read(page(head=f"{other}{linked(headline='Wind', datePublished='2021-01-01')}<title>Regen</title>")).published
        is None
    )


@pytest.mark.parametrize(
    "broken", ["{", "[" * 100_000, '{"@type": 5, "author": [[1], {"name": 7}]}', "null", '"x"', "9" * 9999]
)
def test_broken_json_leaves_the_other_facts(broken: str) -> None:
    head = f'<script type="application/ld+json">{broken}</script><meta name=date content=2024-03-12>'
    assert read(page(head=head)).published == "2024-03-12"


def test_dates_come_only_from_where_a_page_states_them() -> None:
    assert read(page("<p>Copyright 2019. Stand 12.03.2024.</p>" + PARAGRAPHS)).published is None
    assert read(page(head="<meta property=article:modified_time content=2024-03-12>")).published is None
    assert (
        read(page(head="<meta name=date content=irgendwann><meta name=dc.date content=2024-03>")).published == "2024-03"
    )
    shown = "<article><h1>Regen</h1><div><time datetime=2024-03-12T23:30-08:00>gestern</time></div>{}</article>"
    assert read(page(shown.format(PARAGRAPHS))).published == "2024-03-12"
    event = f"<article><h1>Regen</h1><p>{SENTENCES[0]} So war es am <time datetime=1962-02-16>16. Februar</time>.</p>"
    assert read(page(event + PARAGRAPHS)).published is None
    teaser = "<article><h2>Zirkus</h2><time datetime=2024-04-01>1. April</time></article>"
    assert read(page(f"<h1>Regen</h1>{PARAGRAPHS}{teaser}")).published is None
    assert (
        read(page(shown.format(PARAGRAPHS + "<div><time datetime=2024-03-13>13. März</time></div>"))).published is None
    )
    updated = "<article><h1>Regen</h1><div>Aktualisiert: <time datetime=2024-03-13>13. März</time></div>"
    assert read(page(updated + PARAGRAPHS)).published is None
    micro = "<meta itemprop=datePublished content=2024-03-12><time class=updated datetime=2024-03-13>13. März</time>"
    assert read(page(f"<h1>Regen</h1>{micro}{PARAGRAPHS}")).published == "2024-03-12"


def test_an_author_is_a_person_or_an_agency() -> None:
    def author(content: str, site: str = "") -> str | None:
        site = site and f"<meta property=og:site_name content='{site}'>"
        return read(page(head=f"{site}<meta name=author content='{content}'>")).author

    assert author("Erika Muster") == "Erika Muster"
    assert author("Von Erika Muster und Jan Beispiel") == "Erika Muster und Jan Beispiel"
    assert author("dpa") == "dpa"
    for nobody in (
        "admin",
        "https://social.example/erika",
        "@erika",
        "Redaktion",
        "Alles aus Ihrer Stadt",
        "",
        "online redaktion",
    ):
        assert author(nobody) is None
    assert author("Seeburger Bote", site="Seeburger Bote") is None
    assert author("Der Bote, Seeburg", site="Der Bote") is None
    assert read(page(head=linked(author={"@type": "Person", "name": "Madonna"}))).author == "Madonna"
    assert read(page(f"<p class=byline>Von Erika Muster</p>{PARAGRAPHS}")).author == "Erika Muster"
    two = "<a rel=author>Erika Muster</a><div><a rel=author>Otto Anders</a></div>"
    assert read(page(two + PARAGRAPHS)).author is None


def test_the_title_is_without_the_name_of_the_site_and_best_one_that_stands_in_the_text() -> None:
    site = "<meta property=og:site_name content=Bote>"
    assert read(page(head=f"{site}<title>Regen in Seeburg | Bote</title>")).title == "Regen in Seeburg"
    assert (
        read(page(head="<title>Regen in Seeburg - und kein Ende</title>")).title == "Regen in Seeburg - und kein Ende"
    )
    assert (
        read(page(f"<h1>Es regnet</h1>{PARAGRAPHS}", "<meta property=og:title content='Regen!'>")).title == "Es regnet"
    )
    logo = f"<header><h1>Bote</h1></header><main>{PARAGRAPHS}</main>"
    reading = read(page(logo, "<title>Es regnet weiter | Bote</title>"))
    assert (reading.title, reading.text) == ("Es regnet weiter | Bote", "\n\n".join(SENTENCES))
    assert read(page(head=f"<title>{'lang ' * 100}</title>")).title is None


def test_language_and_address_are_those_that_the_page_states() -> None:
    assert read(page(lang="de-AT")).language == "de"
    assert read(page(head="<meta property=og:locale content=en_GB>")).language == "en"
    assert read(page(lang="deutsch")).language is None
    for address in ("/artikel/1", "javascript:alert(1)", "http://", "http://[", "https://a b", "ftp://a.example/"):
        assert read(page(head=f"<link rel=canonical href='{address}'>")).url is None
    assert read(page(head="<meta property=og:url content='https://a.example/1'>")).url == "https://a.example/1"
    assert read(f"<!-- saved from url=(0021)https://a.example/2 -->{page()}").url == "https://a.example/2"


def test_facts_in_the_forms_in_which_programs_write_them() -> None:
    assert doctest.testmod(rag.articles.facts).failed == 0
    assert doctest.testmod(markup).failed == 0
    assert stated_date("Tue, 12 Mar 2024 10:23:00 +0100") == "2024-03-12"
    assert stated_date("2024/3/7") == "2024-03-07"
    for none in (
        "1710235380",
        "1970-01-01T00:00:00Z",
        "0001-01-01",
        "2024-13-01",
        "2024-00-00",
        "03:30",
        "",
        "2024 war gut",
    ):
        assert stated_date(none) is None
    assert stated_author("Küstenanzeiger") is None
    assert stated_language("de, en") is None
    assert stated_url(" https://a.example/x ") == "https://a.example/x"


# --- visible text ---------------------------------------------------------------------------------------------------


def test_visible_text_is_all_that_a_browser_shows() -> None:
    markup = (
        "<nav>Start</nav><table><tr><td><h2>Titel</h2><p>Es<br>regnet.</p></td></tr></table><p hidden>x</p>&nbsp;&auml;"
    )
    assert visible_text(markup) == "Start\n\nTitel\n\nEs\nregnet.\n\nä"
    assert visible_text(" ") == visible_text("<script>x</script>") == ""


# --- hostile pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 200_000 + PARAGRAPHS,
        "<p " + " ".join(f"a{number}=b" for number in range(10_000)) + f">{PARAGRAPHS}",
        "<p " + "a=b " * 100_000 + f">{PARAGRAPHS}",
        "<font>a" * 2_000 + PARAGRAPHS,
        "<" * 500_000,
        "<!DOCTYPE x [" * 50_000,
        "<pre" * 100_000,
        "<table><tr><td>" * 700 + PARAGRAPHS,
        "<q>" * 3_000 + PARAGRAPHS,
        "<?xml?><a " + "x/" * 100_000,
        '<script type="application/ld+json">' + '{"@graph":[' * 50_000 + f"</script>{PARAGRAPHS}",
        "<b>a</b>" * 50_000,
    ],
    ids=lambda source: source[:20],
)
def test_a_page_made_to_be_slow_is_read_or_refused(source: str) -> None:
    try:
        assert read(source).text
    except ArticleError:
        return


PIECES = """<html lang=de>| lang=|>|<|<p>|</p>|<div class=comment>|<br>|<table>|<tr><td>|</table>|<pre>|\n|</pre>|<q>|1
    |<time datetime=2024-0|<blockquote>|<figure>|<script type=application/ld+json>|{"@type":"NewsArticle","headline":"a"
    |,"author":["x",{"name":"Erika Muster"}]|,"datePublished":"2024-03-12"|}</script>|<meta charset=|utf-16|latin1|<h1>
    |<meta property=og:title content=x>|<meta name=date content=2024-13-45>|<link rel=canonical href=http://[>|&#0;|<li>
    |&#xD800;|&nbsp;|&shy;|\x01|ü|<ul>|</ul>|<!--|-->|<![CDATA[|]]>|<?xml encoding='x'?>|&a;
    |<!DOCTYPE html [<!ENTITY a 'b'>]>|<style>|<noscript>|<body>|<a href=x>|<form>|<input type=password>|</div>|<svg>
    |Die Stadt Seeburg will ihren Hafen vertiefen. |<math>|<a:b c:d=e>|<ü>|<sup><a>1|<frameset>|<center>""".replace(
    "\n    |", "|"
).split("|")


def check(reading: Reading) -> None:
    """What holds for every reading of every format."""
    assert reading.text.strip()
    assert unicodedata.is_normalized("NFC", reading.text)
    assert reading.text.encode("utf-8")
    for fact in (reading.title, reading.author, reading.publisher, reading.published, reading.language, reading.url):
        assert fact is None or (fact and fact == fact.strip())
    if reading.published is not None:
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", reading.published)
        datetime.date.fromisoformat(f"{reading.published}-01-01"[:10])


@given(
    st.one_of(st.binary(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map("".join))
)
def test_any_bytes_give_a_reading_or_an_article_error(content: bytes | str) -> None:
    try:
        reading = html.read(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    except ArticleError:
        return
    check(reading)
