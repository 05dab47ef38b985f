"""Kindred words: the hand-written table keeps its format and no opposites share a group; forms find their group."""

import doctest
import re
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.lexicon import FUNCTION_WORDS, terms
from rag.lexicon.related import FILE, related

LINES = FILE.read_text(encoding="utf-8").splitlines()
GROUPS = {cells[0]: cells[1:] for cells in (line.split("\t") for line in LINES[1:])}
OPPOSITES = """
    increase/decrease rise/fell increased/reduced gestiegen/gesunken steigen/sinken erhöhen/senken growth/decline
    impose/lift verhängt/aufgehoben sanctions/easing
    confirm/deny confirmed/denied bestätigt/bestritt bestätigen/dementieren
    praise/criticise welcome/condemn begrüßt/verurteilt loben/kritisieren
    win/lose victory/niederlage gewann/verlor sieg/niederlage
    ban/allow verbieten/erlauben banned/approved verbot/genehmigung approve/reject
    arrest/release festgenommen/freigelassen convicted/acquitted verurteilt/freispruch
    resign/appoint rücktritt/ernennung entlassen/ernannt layoffs/hiring arbeitsplätze/arbeitslosigkeit
    buy/sell kaufen/verkaufen war/peace krieg/frieden ceasefire/attack waffenstillstand/angriff
    deploy/withdraw entsandt/abgezogen hope/fear hoffnung/befürchtung ally/opponent verbündete/gegner
    agree/refuse geeinigt/abgelehnt offer/demand bieten/fordern offer/refuse offer/threaten support/opposed
    evidence/doubt beweis/zweifel invest/bankrupt apologise/accuse protest/praise
    """.split()


def test_the_first_line_says_what_it_is_and_every_other_is_a_group() -> None:
    assert LINES[0].startswith("# ")
    assert len(GROUPS) == len(LINES) - 1
    for line in LINES[1:]:
        assert re.fullmatch(r"[a-z-]+\t0\.\d+\t\S+( \S+)*", line), line


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_has_a_weight_and_distinct_single_words(name: str) -> None:
    weight, words = float(GROUPS[name][0]), GROUPS[name][1].split(" ")
    assert 0 < weight <= 1
    assert 6 <= len(words) <= 40
    assert len(set(words)) == len(words), [word for word, times in Counter(words).items() if times > 1]
    for word in words:
        assert word.isalpha(), word
        assert word == word.lower()


def test_a_word_stands_in_three_groups_at_most() -> None:
    times = Counter(word for _, words in GROUPS.values() for word in words.split(" "))
    assert times.most_common(1)[0][1] <= 3


def test_no_word_stands_in_every_article() -> None:
    everywhere = FUNCTION_WORDS["en"] | FUNCTION_WORDS["de"] | set("take stellen sagte erklärte".split())
    assert not everywhere & {word for _, words in GROUPS.values() for word in words.split(" ")}


@pytest.mark.parametrize("pair", OPPOSITES)
def test_opposites_are_not_kindred(pair: str) -> None:
    one, other = pair.split("/")
    for name, (_, words) in GROUPS.items():
        assert not {one, other} <= set(words.split(" ")), name
    assert other not in dict(related(one))
    assert one not in dict(related(other))


@pytest.mark.parametrize(
    "pair",
    """
    offer/bereit offered/kreditlinien offers/lieferung offering/hilfe anbot/provide Angebote/supply bot/grant
    offer/vermittler
    Lieferungen/offer lieferten/offer bieten/pledge denies/bestritt denying/dementiert dementierte/denied
    bestreiten/deny threatening/drohung Drohungen/threat visits/gereist reisten/visited beriet/talks
    Verhandlung/discussed meets/traf stieg/increase Erhöhungen/rise sank/reduced sanctioned/verhängt
    Tankers/schiff beschlagnahmte/seized Anschlags/attack arrests/festgenommen inhabitants/bevölkerung
    Impfungen/doses Sprecherin/spokesman elections/abgestimmt Grenzen/border phoned/gespräch
    Moscow/kreml Kremls/russia Peking/china Kyiv/ukraine US/washington Brussels/europäische Warschaus/poland
    """.split(),
)
def test_a_form_finds_its_kin_in_both_languages(pair: str) -> None:
    word, kin = pair.split("/")
    assert kin in dict(related(word))


@pytest.mark.parametrize("word", ["", "a", "Zaunkönig", "xyzzy", "the", "1999", "Guaidó", "ß", "us"])
def test_an_unknown_word_has_no_kin(word: str) -> None:
    assert related(word) == []


@pytest.mark.parametrize("word", "Reis lief liefen media Frau wahr lösen planet Konzert concert bilden hälfte".split())
def test_a_word_that_only_looks_alike_has_no_kin(word: str) -> None:
    assert related(word) == []


@given(st.text(max_size=12) | st.sampled_from([word for _, words in GROUPS.values() for word in words.split(" ")]))
def test_kin_come_best_first_and_once_without_the_word(word: str) -> None:
    kin = related(word)
    weights = [weight for _, weight in kin]
    assert weights == sorted(weights, reverse=True)
    assert all(0 < weight <= 1 for weight in weights)
    assert len(dict(kin)) == len(kin)
    assert word.lower() not in dict(kin)


def test_the_examples_hold() -> None:
    assert doctest.testmod(sys.modules["rag.lexicon.related"]).failed == 0


@pytest.mark.parametrize(
    ("word", "language", "other"),
    [
        ("Ryabkov", "en", "rjabkow"),
        ("Lavrov", "en", "lawrow"),
        ("Borisov", "en", "borissow"),
        ("Rjabkow", "de", "ryabkov"),
    ],
)
def test_a_name_is_also_looked_for_as_the_other_language_transcribes_it(word: str, language: str, other: str) -> None:
    (term,) = (term for term in terms(f"Oh, {word}?", language) if term.word == word)
    assert term.name
    assert other in dict(term.alternatives)
