"""Every word that the page itself says, in English and German.

To add a language, add one `Words` and put it into `LANGUAGES`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.page.words import Words

QUOTATION_MARKS: Mapping[str, tuple[str, str]] = {
    "cs": ("„", "“"),
    "da": ("„", "“"),
    "de": ("„", "“"),
    "el": ("«", "»"),
    "en": ("“", "”"),
    "es": ("«", "»"),
    "fi": ("”", "”"),
    "fr": ("«\u202f", "\u202f»"),
    "it": ("«", "»"),
    "pl": ("„", "”"),
    "pt": ("“", "”"),
    "ru": ("«", "»"),
    "sv": ("”", "”"),
    "uk": ("«", "»"),
}

_EVERY_MARK = "\"'“”„‟«»‹›‘’‚"

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "en": ("What did Russia offer Venezuela?", "Did Venezuela ask Russia for help?"),
    "de": ("Hat Venezuela Russland um Hilfe gebeten?", "Was hat Russland Venezuela angeboten?"),
}
UNANSWERED_EXAMPLES: Mapping[str, str] = {
    "en": "What is the population of Venezuela?",
    "de": "Wie viele Einwohner hat Venezuela?",
}


ENGLISH = Words(
    language="en",
    tagline="Answers as claims, each with its source",
    ask="Ask about the articles",
    foot="Every quote is cut from an article. Check it at its source.",
    new_chat="New chat",
    light_or_dark="Light or dark",
    welcome="What do the articles say?",
    answers_from="Answers come from {articles}",
    claim=("claim", "claims"),
    article=("article", "articles"),
    passage=("passage", "passages"),
    found="{claims} from {articles}",
    in_articles="in {articles}",
    searching="Searching {articles}",
    stopped="Stopped.",
    decimal=".",
    thousands=",",
    own_voice="the article itself",
    unknown_claimer="unknown claimer",
    kinds={
        "Direct": "direct quote",
        "Indirect": "indirect speech",
        "Reported": "reported speech",
        "FreeIndirect": "free indirect speech",
        "IndirectFreeIndirect": "indirect and free indirect speech",
    },
    epistemic={
        "TrueUncertain": "hedged",
        "FalseUncertain": "doubted",
        "FalseCertain": "denied",
    },
    modality={"possible": "possible", "planned": "planned", "offered": "offered", "demanded": "demanded"},
    disputed="disputed",
    said="said {date}",
    published="published {date}",
    through="through {names}",
    source=("independent source", "independent sources"),
    means="{words} means {meaning}",
    since="since {date}",
    until="until {date}",
    between="{first} to {last}",
    view_names={
        "findings": "Findings",
        "claimer": "By claimer",
        "date": "By date",
        "publisher": "By publisher",
        "matrix": "Who says what",
        "timeline": "Time-line",
    },
    proposition="What is said",
    stances={"asserts": "asserts", "hedges": "hedges", "doubts": "doubts", "denies": "denies"},
    somebody="not named",
    dating={"said": "said", "published": "published"},
    undated="no date",
    no_publisher="Publisher not known",
    status={
        "verified-with-gap": "quote with a gap",
        "misattributed": "attribution not confirmed",
        "rejected": "not confirmed by the quote",
    },
    supports="Also says so",
    disagrees="Disagrees",
    citation="Source",
    also_searched="Also searched, not part of the answer",
    came_nearest="What came nearest",
    abstain="The articles do not say.",
    searched_in="Searched {articles} with {passages}{languages}.",
    in_languages=" in {languages}",
    nothing_near="Nothing in them comes close to this question.",
    nothing_searched="The filter lets no article through.",
    not_spoken_of="None of them speaks of {missing}.",
    no_such_value="The passages that come near state no such number or date.",
    modes={"ask": "Ask", "check": "Check"},
    mode="What to do with the text",
    paste="Paste a sentence to check",
    filter="Filter",
    clear="Clear filter",
    filter_names={
        "claimers": "Claimer",
        "publishers": "Publisher",
        "since": "Since",
        "until": "Until",
        "languages": "Language",
    },
    a_date="2023-11",
    bad_date="{date} is no date. Write 2023, 2023-11 or 2023-11-16.",
    bad_period="The time from {since} until {until} ends before it begins.",
    verdicts={
        "supported": "Supported",
        "refuted": "Refuted",
        "disputed": "Disputed",
        "related-only": "Open",
        "nothing": "Nothing found",
    },
    verdict_sentences={
        "supported": "The articles support this.",
        "refuted": "The articles refute this.",
        "disputed": "The articles disagree on this.",
        "related-only": "The articles speak of it, but neither support nor refute this.",
        "nothing": "Nothing in the articles.",
    },
    sides={"supporting": "Supporting", "refuting": "Refuting", "related": "Related"},
    cannot_check="That sentence could not be checked.",
    cannot_answer="That question could not be answered.",
    unexpected="Something went wrong inside Belegt. The log of the program says what.",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day_form="{day} {month} {year}",
    month_form="{month} {year}",
    language_names={
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "it": "Italian",
        "nl": "Dutch",
        "pl": "Polish",
        "pt": "Portuguese",
        "ru": "Russian",
        "uk": "Ukrainian",
    },
    and_word="and",
    panel={
        "region": "Article",
        "views": "Views of this answer",
        "source": "Source",
        "looked": "Searched, not cited",
        "empty": "No source selected",
        "hint": "Click a number in the answer to see the exact words in their article.",
        "open": "Open original",
        "copy": "Copy citation",
        "copied": "Copied",
        "uncopied": "Copying failed",
        "close": "Close",
        "previous": "Previous source",
        "next": "Next source",
        "of": "{at} of {all}",
        "boilerplate": "Hidden as boilerplate, show",
        "gone": "This article cannot be shown.",
        "claimer": "claimer",
        "cue": "word of saying",
    },
)

GERMAN = Words(
    language="de",
    tagline="Antworten als Aussagen, jede mit ihrer Quelle",
    ask="Frage zu den Artikeln stellen",
    foot="Jedes Zitat ist aus einem Artikel geschnitten. Prüfen Sie es an der Quelle.",
    new_chat="Neuer Chat",
    light_or_dark="Hell oder dunkel",
    welcome="Was steht in den Artikeln?",
    answers_from="Die Antworten kommen aus {articles}",
    claim=("Aussage", "Aussagen"),
    article=("Artikel", "Artikeln"),
    passage=("Textstelle", "Textstellen"),
    found="{claims} aus {articles}",
    in_articles="in {articles}",
    searching="Suche in {articles}",
    stopped="Angehalten.",
    decimal=",",
    thousands=".",
    own_voice="der Artikel selbst",
    unknown_claimer="unbekannt, wer das sagt",
    kinds={
        "Direct": "wörtlich zitiert",
        "Indirect": "indirekte Rede",
        "Reported": "berichtete Rede",
        "FreeIndirect": "freie indirekte Rede",
        "IndirectFreeIndirect": "indirekte und freie indirekte Rede",
    },
    epistemic={
        "TrueUncertain": "mit Vorbehalt",
        "FalseUncertain": "angezweifelt",
        "FalseCertain": "bestritten",
    },
    modality={"possible": "möglich", "planned": "geplant", "offered": "angeboten", "demanded": "gefordert"},
    disputed="umstritten",
    said="gesagt: {date}",
    published="erschienen: {date}",
    through="über {names}",
    source=("unabhängige Quelle", "unabhängige Quellen"),
    means="{words} meint {meaning}",
    since="seit {date}",
    until="bis {date}",
    between="{first} bis {last}",
    view_names={
        "findings": "Aussagen",
        "claimer": "Nach Urheber",
        "date": "Nach Datum",
        "publisher": "Nach Herausgeber",
        "matrix": "Wer sagt was",
        "timeline": "Zeitleiste",
    },
    proposition="Was gesagt wird",
    stances={"asserts": "bejaht", "hedges": "mit Vorbehalt", "doubts": "bezweifelt", "denies": "bestreitet"},
    somebody="ungenannt",
    dating={"said": "gesagt", "published": "erschienen"},
    undated="ohne Datum",
    no_publisher="Herausgeber unbekannt",
    status={
        "verified-with-gap": "Zitat mit Auslassung",
        "misattributed": "Zuschreibung nicht bestätigt",
        "rejected": "vom Zitat nicht bestätigt",
    },
    supports="Sagt das auch",
    disagrees="Widerspricht",
    citation="Quelle",
    also_searched="Auch durchsucht, nicht Teil der Antwort",
    came_nearest="Was am nächsten kam",
    abstain="Dazu steht nichts in den Artikeln.",
    searched_in="Gesucht wurde in {articles} mit {passages}{languages}.",
    in_languages=" auf {languages}",
    nothing_near="Nichts darin kommt dieser Frage nahe.",
    nothing_searched="Der Filter lässt keinen Artikel durch.",
    not_spoken_of="Keiner davon spricht von {missing}.",
    no_such_value="Die Stellen, die nahe kommen, nennen keine solche Zahl und kein solches Datum.",
    modes={"ask": "Fragen", "check": "Prüfen"},
    mode="Was mit dem Text geschehen soll",
    paste="Einen Satz zum Prüfen einfügen",
    filter="Filter",
    clear="Filter aufheben",
    filter_names={
        "claimers": "Wer es sagt",
        "publishers": "Herausgeber",
        "since": "Seit",
        "until": "Bis",
        "languages": "Sprache",
    },
    a_date="2023-11",
    bad_date="{date} ist kein Datum. Schreiben Sie 2023, 2023-11 oder 16.11.2023.",
    bad_period="Die Zeit von {since} bis {until} endet, bevor sie beginnt.",
    verdicts={
        "supported": "Gestützt",
        "refuted": "Widerlegt",
        "disputed": "Umstritten",
        "related-only": "Offen",
        "nothing": "Nichts gefunden",
    },
    verdict_sentences={
        "supported": "Die Artikel stützen das.",
        "refuted": "Die Artikel widersprechen dem.",
        "disputed": "Die Artikel sind sich darin nicht einig.",
        "related-only": "Die Artikel sprechen davon, stützen und widerlegen das aber nicht.",
        "nothing": "Nichts in den Artikeln.",
    },
    sides={"supporting": "Dafür", "refuting": "Dagegen", "related": "Dazu"},
    cannot_check="Dieser Satz ließ sich nicht prüfen.",
    cannot_answer="Diese Frage ließ sich nicht beantworten.",
    unexpected="In Belegt ist etwas schiefgegangen. Was, steht im Protokoll des Programms.",
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    day_form="{day}. {month} {year}",
    month_form="{month} {year}",
    language_names={
        "de": "Deutsch",
        "en": "Englisch",
        "es": "Spanisch",
        "fr": "Französisch",
        "it": "Italienisch",
        "nl": "Niederländisch",
        "pl": "Polnisch",
        "pt": "Portugiesisch",
        "ru": "Russisch",
        "uk": "Ukrainisch",
    },
    and_word="und",
    panel={
        "region": "Artikel",
        "views": "Ansichten dieser Antwort",
        "source": "Quelle",
        "looked": "Durchsucht, nicht zitiert",
        "empty": "Noch keine Quelle gewählt",
        "hint": "Klicken Sie auf eine Nummer in der Antwort, um die genauen Worte im Artikel zu sehen.",
        "open": "Original öffnen",
        "copy": "Zitat kopieren",
        "copied": "Kopiert",
        "uncopied": "Kopieren ging nicht",
        "close": "Schließen",
        "previous": "Vorige Quelle",
        "next": "Nächste Quelle",
        "of": "{at} von {all}",
        "boilerplate": "Als Beiwerk ausgeblendet, zeigen",
        "gone": "Dieser Artikel lässt sich nicht zeigen.",
        "claimer": "wer es sagt",
        "cue": "Redewort",
    },
)

LANGUAGES: Mapping[str, Words] = {"en": ENGLISH, "de": GERMAN}


def marks_around(quote: str, language: str | None) -> tuple[str, str]:
    """Return the quotation marks to put around a quote in this language: none if it brings its own."""
    if quote and quote[0] in _EVERY_MARK and quote[-1] in _EVERY_MARK:
        return "", ""
    return QUOTATION_MARKS.get(language or "", QUOTATION_MARKS["en"])


def words_for(accept_language: str | None) -> Words:
    """Return the words in the language that a browser's Accept-Language header ranks first among those we have.

    >>> words_for("fr, de;q=0.8, en;q=0.5").language
    'de'
    """
    ranked = []
    for place, part in enumerate((accept_language or "").split(",")):
        tag, _, parameters = part.strip().partition(";")
        ranked.append((-_quality(parameters), place, tag.split("-")[0].lower()))
    for weight, _, language in sorted(ranked):
        if language in LANGUAGES and weight < 0:
            return LANGUAGES[language]
    return ENGLISH


def _quality(parameters: str) -> float:
    match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters)
    return float(match[1]) if match else 1.0


def examples_for(words: Words) -> list[str]:
    """Return example questions: the reader's language first, one in another language, one without an answer."""
    others = [EXAMPLES[language][0] for language in EXAMPLES if language != words.language]
    return [
        *EXAMPLES[words.language][:1],
        *others[:1],
        EXAMPLES[words.language][1],
        UNANSWERED_EXAMPLES[words.language],
    ]
