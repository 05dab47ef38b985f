from __future__ import annotations

import datetime
import doctest
import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.formats import mail
from rag.articles.reading import Reading
from rag.errors import ArticleError

FIXTURES = Path(__file__).parent / "fixtures"


def written(text: str = "Es regnet.\n", **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def read(message: EmailMessage | str) -> Reading:
    return mail.read(message.encode() if isinstance(message, str) else message.as_bytes())


# --- bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_newsletter_as_a_real_mailer_writes_it(line_end: bytes) -> None:
    content = (FIXTURES / "newsletter.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", line_end)
    assert mail.read(content) == Reading(
        text="Seeburg vertieft den Hafen\n\n"
        "Guten Morgen! Der Hafen soll bis 2027 um zwei Meter tiefer werden, kündigte Bürgermeisterin Anna Kruse an.\n\n"
        "Brücke gesperrt\n\nDie alte Brücke bleibt bis zum Frühjahr gesperrt. Mehr dazu",
        title="Der Morgen: Seeburg vertieft den Hafen und sperrt die Brücke",
        publisher="Küstenanzeiger",
        published="2024-03-12",
        language="de",
        url="https://www.kuestenanzeiger.example/morgen/2024-03-12",
    )


def test_the_plain_text_is_read_with_its_signature_and_no_attachment() -> None:
    message = written(
        "Größe zählt.\n\n> zitiert\n\n-- \nErika\n", Subject="Grüße", From="Erika Muster <erika@mail.example>"
    )
    message.add_alternative("<p>Größe zählt.</p>", subtype="html")
    message.add_attachment("leak", filename="leak.txt")
    message.add_attachment(b"leak", maintype="text", subtype="html", disposition="inline", filename="leak.html")
    message.add_attachment(b"leak", maintype="application", subtype="octet-stream")
    assert read(message).text == "Größe zählt.\n\n> zitiert\n\n-- \nErika"
    assert (read(message).title, read(message).author) == ("Grüße", "Erika Muster")


@pytest.mark.parametrize("transfer", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_every_encoding_gives_the_same_text(transfer: str, charset: str) -> None:
    message = EmailMessage()
    message.set_content("Das größte Übel:\nÄrger.\n", charset=charset, cte=transfer)
    assert mail.read(message.as_bytes()).text == "Das größte Übel:\nÄrger."


@pytest.mark.parametrize(
    "charset", ["", "; charset=us-ascii", "; charset=utf-8", "; charset=nonsense", "; charset*=x''y", "; charset="]
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_missing_or_wrong_charset_is_found_out(charset: str, encoding: str) -> None:
    content = f"Subject: Größe\nContent-Type: text/plain{charset}\nContent-Transfer-Encoding: 8bit\n\nDas Übel „Ärger“."
    reading = mail.read(content.encode(encoding))
    assert (reading.title, reading.text) == ("Größe", "Das Übel „Ärger“.")


def test_html_is_read_where_the_plain_text_is_empty_or_only_points_to_it() -> None:
    rich = (
        "<html><head><meta charset=utf-8></head><body><h1>Regen</h1><p>Es regnet <b>wieder</b> in Seeburg, und wie.</p>"
    )
    for plain in ("\n", "Im Browser ansehen\n"):
        message = written(plain)
        message.add_alternative(rich, subtype="html")
        assert read(message).text == "Regen\n\nEs regnet wieder in Seeburg, und wie."
    alone = EmailMessage()
    alone.set_content(rich, subtype="html")
    assert read(alone).text == "Regen\n\nEs regnet wieder in Seeburg, und wie."


def test_html_with_pictures_inside_of_an_alternative_is_read() -> None:
    message = written("Siehe HTML\n")
    message.add_alternative("<p>Es regnet in Seeburg, und zwar ohne Ende.</p><img src=cid:a>", subtype="html")
    message.get_payload()[1].add_related(b"GIF89a", "image", "gif", cid="<a>")  # type: ignore[union-attr, index]
    message.make_mixed()
    assert read(message).text == "Es regnet in Seeburg, und zwar ohne Ende."


def test_forwarded_mails_are_read_with_their_subject() -> None:
    inner = written(
        "Der Hafen wird tiefer.\n",
        Subject="Hafen",
        From="Otto Anders <otto@mail.example>",
        Date="Mon, 1 Jan 2001 00:00 +0000",
    )
    outer = written("Siehe unten.\n", Subject="Fwd: Hafen", From="Erika Muster <erika@mail.example>")
    outer.add_attachment(inner)
    reading = read(outer)
    assert reading.text == "Siehe unten.\n\nHafen\n\nDer Hafen wird tiefer."
    assert (reading.title, reading.author, reading.published) == ("Fwd: Hafen", "Erika Muster", None)


def test_lines_that_were_broken_for_the_journey_are_joined() -> None:
    assert doctest.testmod(mail).failed == 0
    form = "Content-Type: text/plain; format=flowed{}\n\n"
    body = "Es regnet \nin Seeburg.\n\n > kein Zitat\n>> Und \n>> dort? \n> Nein.\n-- \nErika"
    assert (
        read(form.format("") + body).text == "Es regnet in Seeburg.\n\n> kein Zitat\n>> Und dort? \n> Nein.\n-- \nErika"
    )
    assert read(form.format("; delsp=yes") + "Donau \ndampf").text == "Donaudampf"
    assert read("Content-Type: text/plain\n\n" + body).text == body


def test_a_mail_whose_parts_are_not_found_gives_what_is_there() -> None:
    assert read("Content-Type: multipart/mixed; boundary=b\n\nEs regnet.").text == "Es regnet."
    assert read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nEs regnet.").text == "Es regnet."
    assert read("\ufeffSubject: Regen\n\nEs regnet.").title == "Regen"
    assert read("Kein Kopf, nur Text.\nNoch eine Zeile.").text == "Kein Kopf, nur Text.\nNoch eine Zeile."


def test_a_mail_without_text_is_refused_with_what_to_do() -> None:
    image = EmailMessage()
    image.set_content(b"GIF89a", "image", "gif")
    for nothing in (
        written("\n"),
        image,
        "",
        "Subject: x\n\n",
        "Content-Type: text/html\n\n<p></p>",
        "Subject: x\n\n\x00\x01",
    ):
        with pytest.raises(ArticleError, match=r"^holds no article text; "):
            read(nothing)
    secret = (
        "Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1"
    )
    with pytest.raises(ArticleError, match=r"^is encrypted; "):
        read(secret)
    with pytest.raises(ArticleError, match=r"^holds mails within mails "):
        read("Content-Type: message/rfc822\n\n" * 5_000)


# --- headers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "headers", "author", "publisher"),
    [
        ("Erika Muster <e.muster@kuestenanzeiger.example>", {}, "Erika Muster", None),
        ('"Muster, Erika" <e.muster@mail.example>', {}, "Erika Muster", None),
        ("erika@mail.example", {}, None, None),
        ("Seeburger Bote <hallo@seeburger-bote.example>", {}, None, "Seeburger Bote"),
        ("Küstenanzeiger <x17@mail.example>", {}, None, "Küstenanzeiger"),
        ("Stadt Seeburg <presse@seeburg.example>", {}, None, "Stadt Seeburg"),
        ("Der Morgen <dm@mail.example>", {"List-Id": "Morgen <m.example>"}, None, "Der Morgen"),
        ("x@mail.example", {"List-Id": "Der Morgen <m.example>"}, None, "Der Morgen"),
        (
            "Erika Muster <erika@mail.example>",
            {"List-Id": "Hafenrunde <h.example>", "List-Post": "<mailto:h@list.example>"},
            "Erika Muster",
            "Hafenrunde",
        ),
    ],
)
def test_a_person_who_writes_is_the_author_and_a_paper_the_publisher(
    sender: str, headers: dict[str, str], author: str | None, publisher: str | None
) -> None:
    reading = read(written(From=sender, **headers))
    assert (reading.author, reading.publisher) == (author, publisher)


def test_a_name_with_umlauts_and_a_comma_survives_its_encoding() -> None:
    message = written()
    message["From"] = Address("Müller, Änne", "aenne", "mail.example")
    assert read(message).author == "Änne Müller"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Tue, 12 Mar 2024 23:30:00 -0800", "2024-03-12"),
        ("12 Mar 24 06:00 +0100", "2024-03-12"),
        ("Tue, 12 Mar 2024 00:30:05 +0100 (CET)", "2024-03-12"),
        ("2024-03-12 10:00", "2024-03-12"),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("Wed, 31 Feb 2024 10:00:00 +0000", None),
        ("Tue, 12 Mar 99999 10:00:00 +0000", None),
        ("gestern", None),
        ("", None),
    ],
)
def test_the_date_is_the_day_in_the_zone_of_the_sender(date: str, published: str | None) -> None:
    assert read(f"Date: {date}\n\nEs regnet.").published == published


def test_language_and_address_come_from_their_headers() -> None:
    reading = read(
        "Content-Language: de-DE\nX-URL: <https://a.example/1>\nList-Archive: <https://b.example>\n\nEs regnet."
    )
    assert (reading.language, reading.url) == ("de", "https://a.example/1")
    reading = read("Content-Language: de, en\nArchived-At: <mailto:a@b.example>\n\nEs regnet.")
    assert (reading.language, reading.url) == (None, None)


# --- any bytes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["From", "Subject", "Date", "Content-Type", "Content-Disposition", "List-Id"])
@pytest.mark.parametrize("piece", ["(", '"', "<", "a ", "a@b,", "a;", "=?utf-8?q?a?= ", "=?utf-8?q?a", "\udcfc"])
def test_a_header_made_to_be_slow_or_broken_leaves_the_text(name: str, piece: str) -> None:
    content = f"{name}: {piece * 50_000}\nX-Mailer: x\n\nEs regnet.".encode("utf-8", "surrogateescape")
    try:
        assert mail.read(content).text == "Es regnet."
    except ArticleError:
        assert name.startswith("Content-")


PIECES = rb"""From: |Subject: |Date: |Content-Type: |text/plain|text/html|multipart/mixed|message/rfc822|; boundary=b
|multipart/alternative|; charset=|utf-8|; charset*=utf-8''x|; charset*0*=|; format=flowed|--b%|--b--%|base64|8bit|"|(|)
|; filename*=utf-8''%FF|Content-Transfer-Encoding: |quoted-printable|x-uuencode|Content-Disposition: |attachment|inline
|List-Id: |<a@b.c>|<|>|,|:|;|[|]|@|=?utf-8?q?a=FC?=|=?x?b?|Text|<p>|12 Mar 2024 10:00:00 +0100|\|=| |99|%|%%
|Archived-At: <http://[>"""
PARTS = [piece.replace(b"%", b"\n") for piece in PIECES.replace(b"\n|", b"|").split(b"|")] + [
    b"\xfc",
    b"\xc3\xbc",
    b"\r\n",
]


@given(
    st.one_of(
        st.binary(), st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=3)), max_size=40).map(b"".join)
    )
)
def test_any_bytes_give_a_reading_or_an_article_error(content: bytes) -> None:
    try:
        reading = mail.read(content)
    except ArticleError:
        return
    assert reading.text.strip()
    assert unicodedata.is_normalized("NFC", reading.text)
    if reading.published is not None:
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", reading.published)
        datetime.date.fromisoformat(f"{reading.published}-01-01"[:10])
