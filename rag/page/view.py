"""Answers as HTML for the chat: pure functions, no gradio, every foreign word escaped.

The chat shows Markdown. An answer is therefore a text of HTML blocks, each on one line, with blank lines between:
one for the heading, one for a chat model's part (worded.py), one per finding (cards.py), one for each other view of
the findings (views.py), one for what else was searched. Finished blocks keep their place in the browser while later
findings still arrive.
"""

from __future__ import annotations

from urllib.parse import quote as percent_encode

from rag.page.cards import NAME_LIMIT, TITLE_LIMIT, dotted, finding_html, link_to, published_html, quiet
from rag.page.safe import escaped, label, lang
from rag.page.texts import marks_around
from rag.page.texts.words import Words
from rag.page.turns import Turn
from rag.page.views import tabs_html, views_html
from rag.page.worded import wording_html
from rag.types import Abstention, Answer, Check, Finding, Hit

_SNIPPET_LIMIT = 160


def turn_html(turn: Turn, words: Words, note: str = "") -> str:
    """Return what came back in one turn of a conversation, with what can be done with it; `note` stands above it."""
    if turn.gone:
        lost = words.gone[0] if turn.gone == 1 else words.gone[1].format(number=words.number(turn.gone))
        note = f"{note} {lost}".strip()
    above = [f'<div class="bl-remark">{escaped(note)}</div>'] if note else []
    below = [tools_html(turn.number, words), *_suggestions(turn.suggestions, words)]
    return "\n\n".join([*above, result_html(turn, words), *below])


def result_html(turn: Turn, words: Words) -> str:
    """Return the answer or the check of a turn, also one that is still growing; nothing before there is one."""
    if isinstance(turn.result, Check):
        return check_html(turn.result, words, turn.number)
    return answer_html(turn.result, words, turn.number) if turn.result else ""


def tools_html(turn: int, words: Words) -> str:
    """Return the row of small buttons under an answer; chats.js does what they say."""
    tools = "".join(
        f'<a class="bl-tool" role="button" href="#do:{name}:{turn}">{escaped(text)}</a>'
        for name, text in words.tools.items()
    )
    return f'<div class="bl-tools">{tools}</div>'


def _suggestions(questions: tuple[str, ...], words: Words) -> list[str]:
    if not questions:
        return []
    links = "".join(
        f'<li><a class="bl-suggestion" role="button" href="#ask:{percent_encode(question, safe="", errors="replace")}">'
        f"{escaped(question)}</a></li>"
        for question in questions
    )
    return [f'<div class="bl-next"><div class="bl-next-name">{escaped(words.next)}</div><ul>{links}</ul></div>']


def answer_html(answer: Answer, words: Words, turn: int) -> str:
    """Return an answer, also one that is still growing, as HTML. `turn` tells the answers of one chat apart."""
    if answer.abstention is not None:
        blocks = [abstention_html(answer.abstention, answer, words, turn)]
    else:
        several = len(answer.findings) > 1
        blocks = [_heading(answer, words)]
        blocks += [wording_html(answer.wording, words)] if answer.wording else []
        blocks += [tabs_html(words, turn)] if several else []
        blocks += [finding_html(finding, words, turn, answer.language, answer.wording) for finding in answer.findings]
        blocks += views_html(answer, words, turn) if several else []
        blocks += _searched_list(answer.also_searched, words, words.also_searched, turn)
    return "\n\n".join(blocks)


def check_html(check: Check, words: Words, turn: int) -> str:
    """Return a check as HTML: the verdict in a word and a sentence, what supports and what refutes it, what is near."""
    verdict = (
        f'<div class="bl-verdict bl-{check.verdict}"><span class="bl-verdict-word">{words.verdicts[check.verdict]}'
        f'</span> <span class="bl-verdict-text">{escaped(words.verdict_sentences[check.verdict])}</span></div>'
    )
    for_it = _side("supporting", check.supporting, check, words, turn)
    against_it = _side("refuting", check.refuting, check, words, turn)
    sides = f'<div class="bl-sides">{for_it}{against_it}</div>' if for_it or against_it else ""
    related = ""
    if check.related:
        # Beside evidence, what is only near is folded away; without any, it is all that there is to read.
        fold = "" if sides else " open"
        cards = "".join(finding_html(finding, words, turn, check.language) for finding in check.related)
        related = (
            f'<details class="bl-related"{fold}><summary>{escaped(words.sides["related"])} '
            f"({words.number(len(check.related))})</summary>{cards}</details>"
        )
    searched = _searched_in(check.articles, check.passages, check.languages, words)
    foot = f'<div class="bl-searched-in">{escaped(searched)}</div>'
    return "\n\n".join(block for block in (verdict, sides, related, foot) if block)


def _side(name: str, findings: tuple[Finding, ...], check: Check, words: Words, turn: int) -> str:
    if not findings:
        return ""
    cards = "".join(finding_html(finding, words, turn, check.language) for finding in findings)
    return (
        f'<div class="bl-side {"bl-for" if name == "supporting" else "bl-against"}"><div class="bl-side-name">'
        f"{escaped(words.sides[name])} ({words.number(len(findings))})</div>{cards}</div>"
    )


def question_html(question: str, *notes: str) -> str:
    """Return what the reader asked as HTML that shows exactly that; below it how it was understood, and the filter."""
    below = "".join(f'<div class="bl-asked" dir="auto">{escaped(note)}</div>' for note in notes if note)
    return f'<div class="bl-question" dir="auto">{escaped(question)}</div>{below}'


def searching_html(articles: int, words: Words) -> str:
    """Return the line that stands where the answer will be."""
    text = words.searching.format(articles=words.count(articles, words.article))
    return f'<div class="bl-status"><span class="bl-spin"></span>{escaped(text)} …</div>'


def notice_html(text: str, title: str = "") -> str:
    """Return a short message of the page itself (a refused question, an error, "Stopped.") as a calm card."""
    heading = f'<div class="bl-none-title">{escaped(title)}</div>' if title else ""
    return f'<div class="bl-none">{heading}<div class="bl-none-text">{escaped(text)}</div></div>'


def welcome_html(articles: int, words: Words) -> str:
    """Return what an empty chat shows above the example questions."""
    line = words.answers_from.format(articles=words.count(articles, words.article))
    return f'<div class="bl-hello"><h2>{escaped(words.welcome)}</h2><p>{escaped(line)}</p></div>'


def _heading(answer: Answer, words: Words) -> str:
    articles = len({citation.article.id for citation in answer.citations})
    found = words.found.format(
        claims=words.count(len(answer.findings), words.claim), articles=words.count(articles, words.article)
    )
    return f'<div class="bl-head">{escaped(found)}{_timing(answer, words)}</div>'


def _timing(answer: Answer, words: Words) -> str:
    if not answer.timing:
        return ""
    return f'<span class="bl-time">{escaped(words.duration(sum(answer.timing.values())))}</span>'


def _searched_list(hits: tuple[Hit, ...], words: Words, title: str, turn: int) -> list[str]:
    if not hits:
        return []
    items = "".join(_searched_item(hit, words, turn) for hit in hits)
    return [
        f'<details class="bl-searched"><summary>{escaped(title)} ({words.number(len(hits))})</summary>'
        f'<ul class="bl-looks">{items}</ul></details>'
    ]


def _searched_item(hit: Hit, words: Words, turn: int) -> str:
    passage, article = hit.passage, hit.passage.article
    parts = [quiet(label(article.publisher, NAME_LIMIT))] if article.publisher else []
    parts += published_html(article, words)
    return (
        f'<li><a class="bl-look" href="{link_to("look", article, passage.start, passage.end, 0, turn)}"'
        f'{lang(article.language)} dir="auto">{escaped(label(article.title, TITLE_LIMIT))}</a>'
        f'<div class="bl-meta">{dotted(parts)}</div>'
        f'<div class="bl-snippet"{lang(article.language)} dir="auto">'
        f"{escaped(label(passage.text, _SNIPPET_LIMIT))}</div></li>"
    )


def abstention_html(abstention: Abstention, answer: Answer, words: Words, turn: int) -> str:
    """Return an abstention as the calm card it is: what was searched, what is missing, what came nearest."""
    reason, searched = abstention_lines(abstention, words)
    nearest = "".join(_searched_list(answer.also_searched, words, words.came_nearest, turn))
    return (
        f'<div class="bl-none"><div class="bl-none-title">{escaped(words.abstain)}</div>'
        f'<div class="bl-none-text">{escaped(reason)}</div>'
        f'<div class="bl-none-text">{escaped(searched)}{_timing(answer, words)}</div>{nearest}</div>'
    )


def abstention_lines(abstention: Abstention, words: Words) -> tuple[str, str]:
    """Return why the articles do not answer, and what was searched."""
    searched = _searched_in(abstention.articles, abstention.passages, abstention.languages, words)
    return _reason(abstention, words), searched


def _searched_in(articles: int, passages: int, languages: tuple[str, ...], words: Words) -> str:
    named = words.languages(languages)
    return words.searched_in.format(
        articles=words.count(articles, words.article),
        passages=words.count(passages, words.passage),
        languages=words.in_languages.format(languages=named) if named else "",
    )


def _reason(abstention: Abstention, words: Words) -> str:
    if abstention.reason == "not-spoken-of" and abstention.missing:
        opening, closing = marks_around("", words.language)
        missing = [f"{opening}{label(word, NAME_LIMIT)}{closing}" for word in abstention.missing]
        return words.not_spoken_of.format(missing=words.listing(missing))
    if abstention.reason == "no-such-value":
        return words.no_such_value
    if abstention.reason == "nothing-searched":
        return words.nothing_searched
    return words.nothing_near
