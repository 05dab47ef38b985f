"""Whether a quote is said by the claimer whom a statement names, across languages, spellings and titles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.relations.acts import acts
from rag.relations.alignment import Alignment
from rag.relations.slots import is_same_name
from rag.relations.stems import fold
from rag.relations.support import support
from rag.relations.words import Word, is_function_word, kinship, sense_of

_SAME = 0.5
_SURE = -3.0
"""A doubt (`rag.relations.support`) below which a claimer is in the quote in words that no table knows."""
_BEHIND_HEAD = re.compile(r" (?:in|of|for|at|from|von|für|aus|der|des|im|beim) ")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_TITLES = frozenset(
    "der die das den dem des the a an herr frau mr mrs ms dr prof prasident prasidentin president minister ministerin"
    " sprecher sprecherin spokesman spokeswoman kanzler kanzlerin chef chefin".split()
)


def wrong_claimer(claimer: str | None, there: Alignment, names: Sequence[str] = ()) -> str | None:
    """Return why the quote is not said by the claimer, None if it is or none is asked for.

    `names` are those of who says it, where that is known from elsewhere.
    """
    if claimer is None:
        return None
    quote = there.second
    known = [word for name in names for word in _telling(name, quote.language)]
    if known and any(_is_among(word, known) for word in _telling(claimer, there.first.language)[-1:]):
        return None
    if _says_another(claimer, there):
        return f"claimer: in the quote somebody else says it, not {claimer}"
    wanted = _telling(claimer, there.first.language) or _telling(claimer, quote.language)
    if not wanted:
        return None
    frame = [*quote.framed, *(_telling(quote.claimer or "", quote.language))]
    heads = _telling(_BEHIND_HEAD.split(claimer)[0], there.first.language) or wanted
    if quote.claimer or quote.framed:
        if any(_is_among(words[-1], frame) for words in (wanted, heads)) or _share(wanted, frame) >= 0.5:
            return None
        both = _telling(quote.claimer or "", quote.language)
        other_cue = not any(_kin(a, b) >= _SAME for a in there.first.framed for b in quote.framed if not a.name)
        if other_cue and both and _share(both, list(there.first.words)) == 1 and _share(wanted, list(quote.words)) == 1:
            return None  # each names the other one too: they only tell whose saying it is otherwise
        start = there.first.text.find(claimer)
        elsewhere = any(_is_among(word, list(quote.words)) for word in heads[-1:])
        told = support(there.first.text, quote.text)
        if start >= 0 and not elsewhere and told.doubt(start, start + len(claimer)) < _SURE:
            return None
        return f"claimer: {quote.claimer or 'somebody else'} says it, not {claimer}"
    if all(_is_among(word, list(quote.words)) for word in wanted[-1:]) or _share(wanted, list(quote.words)) >= 0.5:
        return None
    return f"claimer: the quote does not say that {claimer} says it"


def _says_another(claimer: str, there: Alignment) -> bool:
    """Whether what is said stands in a clause that has a doer of its own, and the claimer in another clause."""
    quote = there.second
    wanted = _telling(claimer, there.first.language)
    theirs = {word.clause for word in (*quote.words, *quote.framed) if any(_is_among(one, [word]) for one in wanted)}
    if not theirs:
        return False
    taken = {pair.second.place for pair in there.pairs}
    by_clause = {act.clause: act.doers for act in acts(quote)}
    for pair in there.pairs:
        clause = pair.second.clause
        mine = pair.first.name or any(_is_among(one, [pair.first]) for one in wanted)
        if mine or clause in theirs or not by_clause.get(clause) or by_clause[clause] & taken:
            continue  # the statement names who says it there, too
        forms = [form for form, number in zip(quote.forms, quote.clauses, strict=True) if number == clause]
        says = any(_SAYING.fullmatch(form) for form in forms)
        contrasts = next((form for form in forms if form[0].isalpha()), "") in _CONTRASTING
        if says or contrasts:
            return True
    return False


_CONTRASTING = frozenset("wahrend wohingegen while whereas aber but doch dagegen hingegen".split())
_SAYING = re.compile(
    r"(?:sag|erklar|betont|nann|nenn|bezeichn|wert(?:et|et)|kritisier|lobt?|begruss|warn|forder|meint|sprach|spricht|beton|versicher"
    r"|beklag|rug|say|said|state|call|describ|critici|prais|welcom|warn|demand|argu|insist|told|spoke|speak|declar)\w*"
)


def _telling(name: str, language: str) -> list[Word]:
    """The words of a name that tell whom: without titles where anything else is left."""
    words = [word for word in _NAME.findall(name) if not is_function_word(word.lower(), language)]
    telling = [word for word in words if fold(word) not in _TITLES] or words
    return [
        Word(word, at, 0, sense_of(word, language, word[0].isupper()), word[0].isupper(), False, False, "stated")
        for at, word in enumerate(telling)
    ]


def _is_among(word: Word, others: list[Word]) -> bool:
    return any(
        is_same_name(word.text, other.text) if word.name and other.name else _kin(word, other) >= _SAME
        for other in others
    )


def _kin(word: Word, other: Word) -> float:
    common = sense_of(word.text, "en"), sense_of(word.text, "de")
    return max(kinship(word.sense, other.sense), *(kinship(sense, other.sense) for sense in common))


def _share(wanted: list[Word], others: list[Word]) -> float:
    return sum(_is_among(word, others) for word in wanted) / len(wanted)
