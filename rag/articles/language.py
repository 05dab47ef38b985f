"""Which language a text is in, read from its function words: enough for questions and articles, no model."""

from __future__ import annotations

import re
from functools import lru_cache

_FUNCTION_WORDS: dict[str, str] = {
    "de": """der die das den dem des ein eine einen einem einer eines und oder aber nicht ist sind war waren wird wurde
        wurden werden hat haben hatte hatten kann können soll sollen sich mit von vom zu zum zur auf für im am beim nach
        über unter bei aus auch als wie wer was wann wo warum wieso weshalb welche welcher welches welchen wem wen
        wessen woher wohin womit wofür worüber gibt gab es sie er ich wir ihr sein seine ihre dass daß wenn noch nur
        schon sagt sagte zwischen gegen ohne durch seit um vor keine kein laut angaben zufolge bitte viele viel
        in an so welchem wieviel wieviele wogegen woran worauf worin wodurch wovon wovor weswegen inwiefern inwieweit
        dessen
        deren oft manche mancher wären würde würden machte macht steht gegenüber wegen über mehr neue neuen hoch
        lange tat bot wurde""",
    "en": """the a an and or but not is are was were be been has have had will would can could should may might do does
        did with of to in on at for from by about into over under between against without through since as how who
        what when where why which whose whom that this these those it its he she they we you i his her their our your
        said says there if also only still no many much new offer""",
    "es": """el la los las un una unos unas y o pero no es son fue era ha han había con de del al a en por para sobre
        entre contra sin desde como cómo quién qué cuándo dónde cuál que se su sus lo le les este esta estos más
        también muy ya dijo""",
    "fr": """le la les un une des et ou mais pas est sont était a ont avait avec de du au aux à en dans par pour sur
        entre contre sans depuis comme comment qui que quoi quand où pourquoi quel quelle ce cette ces il elle ils
        nous vous se son sa ses leur plus aussi ne dit""",
    "it": """il lo la i gli le un uno una e o ma non è sono era ha hanno aveva con di del della dei delle al alla a in
        nel nella da dal per su sul tra fra contro senza come chi che cosa quando dove perché quale questo questa si
        suo sua loro più anche detto""",
    "pt": """o a os as um uma e ou mas não é são foi era tem com de do da dos das ao à em no na nos nas por para sobre
        entre contra sem desde como quem que quando onde qual se seu sua este esta mais também disse""",
    "nl": """de het een en of maar niet is zijn was waren wordt werd heeft hebben had met van te op voor in aan bij naar
        over onder uit ook als hoe wie wat wanneer waar waarom welke dat dit die deze hij zij ze er zich door tegen
        zonder nog zei""",
    "ru": """и в не на что с он как это по но из за от к для о так же бы был была были его её их мы вы они она кто когда
        где почему или до при также без между против после""",
    "uk": """і в не на що з він як це по але із за від до для про так же би був була були його її їх ми ви вони вона хто
        коли де чому або при також без між проти після та""",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in _FUNCTION_WORDS.items():
    for _word in set(_words.split()):
        _LANGUAGES_OF.setdefault(_word, []).append(_language)

_WORD = re.compile(r"[^\W\d_]+")
_GERMAN_SPELLING = re.compile(r"[äöüß]|sch|(?:ung|keit|heit|lich|isch|ische|ischen|ischer|ierte|tion(?:en)?$)(?:en)?$")
_LONGEST_SAMPLE = 4_000
"""Code points. An article shows its language within its first paragraphs; reading more only costs time."""


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, or None where its words do not tell.

    Counts function words ("the", "wer", "que"); a word that several languages own is shared among them. Letters that
    only German has decide between languages that are equally likely. Known: de, en, es, fr, it, nl, pt, ru, uk.
    Names alone ("Maduro Putin") have no language: None. Promises: no guess without one word that speaks for it.

    A table instead of a trained detector because questions are short: "Who is Guaidó?" is English by its two function
    words, while py3langid 0.4.0 (4.6 MB, 139 languages) calls it Irish and needs to be told to choose among two.

    >>> detect_language("What did Russia offer Venezuela?"), detect_language("Wer ist Guaidó?"), detect_language("USA")
    ('en', 'de', None)
    """
    points: dict[str, float] = {}
    written = _WORD.findall(text[:_LONGEST_SAMPLE])
    words = [word.lower() for word in written]
    for place, (word, form) in enumerate(zip(words, written, strict=True)):
        languages = _LANGUAGES_OF.get(word)
        if languages is None:
            continue
        # A capital within a sentence mostly belongs to a name ("Wie oft reist Doctor Who?").
        weight = 1.0 if place == 0 or form.islower() else 0.5
        for language in languages:
            points[language] = points.get(language, 0.0) + weight / len(languages)
    german_letters = sum(map(_is_spelled_as_german, words))
    if german_letters:
        # Half a point: enough for keywords ("russische Truppen") and to break a tie, never against a function word.
        points["de"] = points.get("de", 0.0) + min(0.5 * german_letters, 0.5 + 0.02 * len(words))
    if not points:
        return None
    ranked = sorted(points.items(), key=lambda pair: -pair[1])
    if len(ranked) > 1 and ranked[0][1] < ranked[1][1] + 0.2:
        return None
    # Running text has a function word in every second or third position; far fewer mean a language not in the table.
    if len(words) >= 12 and ranked[0][1] < len(words) / 14:
        return None
    return ranked[0][0]


@lru_cache(10_000)
def _is_spelled_as_german(word: str) -> bool:
    return _GERMAN_SPELLING.search(word) is not None
