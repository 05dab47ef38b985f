"""A tree of HTML: parsed without harm, mended, and written as text.

Mended is what would be lost or torn where only the elements that pages should have are looked at: paragraphs between
line breaks, sentences without a tag of their own, quotation marks that only a browser adds, tables for the layout.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

_MOST_ELEMENTS = 20_000
"""A news page has 500 to 10,000 elements. With 20,000 the search for the article takes a second, or ten where a page is
made to be slow, and then it grows with the square; larger pages are read whole."""

_LONGEST_CELL = 200
"""Characters. A table with more in one cell arranges the page instead of figures."""


def visible_text(markup: str) -> str:
    """Return all text that a browser shows of a piece of HTML, "" if none; nothing is taken for furniture.

    >>> visible_text("<h1>Regen</h1><p>Es <b>regnet</b>.<style>p {}</style><ul><li>heute<li>morgen</ul>")
    'Regen\\n\\nEs regnet.\\n\\nheute\\nmorgen'
    """
    tree = parsed(markup) if markup.strip() else None
    if tree is None:
        return ""
    mend(tree, None)
    return written(tree, _NEVER_SHOWN)


# --- parsing --------------------------------------------------------------------------------------------------------

_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_IS_XHTML = re.compile(r"\s*<\?xml|\s*<html[^>]*\bxmlns=", re.IGNORECASE)
_CLOSED_AT_ONCE = re.compile(
    r"<(a|b|div|em|h[1-6]|i|iframe|li|p|script|span|strong|style|td|textarea|th|title)(\s[^<>]*)?/>", re.IGNORECASE
)
_LONG_TAG = re.compile(r"<([a-z][\w:-]*)[^<>]{4000,}>?", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 1000
_PREFORMATTED = re.compile(r"(</?pre\b[^<>]*>)", re.IGNORECASE)
_TAG_OR_LINE = re.compile(r"(<[^<>]*>)|\r\n|\r|\n")
_NEVER_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x0*([0-9a-f]{1,4})(?![0-9a-f])|0*(\d{1,5})(?!\d));?", re.IGNORECASE)


def parsed(source: str) -> Any:
    """Return a page as a tree of lxml, None where there is nothing in it. No entity is expanded, nothing is fetched."""
    from lxml import etree
    from lxml import html as lxml_html

    source = _REFERENCE.sub(_without_control, _NEVER_TEXT.sub(" ", source))
    begin = source[:10_000].lower().find("<!doctype")
    if begin >= 0 and (doctype := _DOCTYPE.match(source, begin)):
        source = source[:begin] + source[doctype.end() :]
    if _IS_XHTML.match(source):
        # What XML closes at once, HTML leaves open: an empty title would swallow the page.
        source = _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", source)
    source = _LONG_TAG.sub(_without_attributes, _with_lines(source))
    # Without huge_tree the text below the 256th level is lost, and old pages never close their fonts.
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        return None


def _without_control(reference: re.Match[str]) -> str:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return " " if _NEVER_TEXT.match(chr(number)) else reference[0]


def _without_attributes(tag: re.Match[str]) -> str:
    """The tag, without attributes if it has thousands: the time that libxml2 takes grows with their square."""
    return tag[0] if len(_QUOTED.sub("", tag[0]).split()) < _MOST_ATTRIBUTES else f"<{tag[1]}>"


def _with_lines(source: str) -> str:
    """Write the line breaks of preformatted text as elements, in which they last."""
    parts = _PREFORMATTED.split(source)
    for number in range(2, len(parts), 2):
        if not parts[number - 1].startswith("</"):
            parts[number] = _TAG_OR_LINE.sub(lambda match: match[1] or "<br>", parts[number])
    return "".join(parts)


# --- mending --------------------------------------------------------------------------------------------------------


_ROW_GROUPS = frozenset("tbody tfoot thead".split())
_TABLE_PARTS = frozenset("table tbody tfoot thead tr td th".split())
_NOT_IN_FIGURES = "h1 h2 h3 h4 h5 h6 ul ol hr".split()
_FOOTNOTE = re.compile(r"\[?\d{1,3}\]?")
_HOLD_PARAGRAPHS = "article blockquote body dd details div li main p section td".split()
_NO_PARAGRAPHS = frozenset("article body details div main section".split())
_BARE = 40
"""Characters of a sentence that stands beside a heading or a paragraph without a tag of its own; labels have fewer."""


def mend(tree: Any, language: str | None) -> None:
    """Change the page where the search for the article would drop words of it or run its paragraphs together."""
    from lxml import etree

    if is_large(tree):
        return
    etree.strip_elements(tree, "noscript", "template", "svg", with_tail=False)
    for form in tree.iter("form"):
        if next(form.iter("p", "h1", "article"), None) is not None:
            form.tag = "div"  # some programs put the whole page into one
    etree.strip_tags(tree, "font", "big", "nobr")
    for center in tree.iter("center"):
        center.tag = "div"
    opening, closing = ("„", "“") if language == "de" else ("“", "”")
    for quotation in tree.iter("q"):  # a browser shows the marks, though the page does not hold them
        quotation.tag = "span"
        quotation.text = opening + (quotation.text or "")
        _append(quotation, closing)
    for time in tree.iter("time"):  # or "on <time>Monday</time> he said" would lose its day
        if next(time.iterancestors("p", "li", "td", "blockquote"), None) is not None:
            time.tag = "span"
    for raised in tree.iter("sup"):  # the number of a footnote is no word of the sentence that it ends
        if _FOOTNOTE.fullmatch("".join(raised.itertext()).strip()) and (
            raised.getparent().tag == "a" or raised.find("a") is not None
        ):
            raised.text = None
            raised[:] = []
    for post in tree.iter("blockquote"):  # embedded posts and quotations are part of the article, other figures are not
        for around in islice(post.iterancestors("figure", "div"), 3):
            if around.tag == "figure" or "embed" in (around.get("class") or ""):
                around.tag = "div"
                around.attrib.pop("class", None)
    for table in list(tree.iter("table")):
        if table.tag == "table":  # and not yet part of another
            _mend_table(table)
    for preformatted in tree.iter("pre"):
        preformatted.tag = "p"
    for element in list(tree.iter(*_HOLD_PARAGRAPHS)):
        if _runs_together(element):
            _mend_paragraphs(element)
    _mark_article(tree)


def _mark_article(tree: Any) -> None:
    """Call an article what holds most of the paragraphs, if nothing on the page is called so.

    In pages without such a name (by hand, by pandoc) only paragraphs would be found, and no headings or lists.
    """
    from lxml import etree

    if next(tree.iter("article", "main"), None) is not None:
        return
    amounts: dict[Any, int] = {}
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        amounts[parent] = amounts.get(parent, 0) + sum(map(len, paragraph.itertext()))
    most = max(amounts, key=amounts.__getitem__, default=None)
    if most is None or 2 * amounts[most] < sum(amounts.values()):
        return
    if any(around.tag in FURNITURE or _is_hidden(around, FURNITURE) for around in (most, *most.iterancestors())):
        return
    if most.tag == "body":
        article = etree.Element("article")
        article.text, most.text = most.text, None
        article.extend(list(most))
        most.append(article)
    elif most.tag in ("div", "section"):
        most.tag = "article"


def _append(element: Any, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def _mend_table(table: Any) -> None:
    """Make blocks of a table that only arranges the page, and words of one that stands in a cell of another."""
    rows = [row for part in table for row in (part if part.tag in _ROW_GROUPS else [part])]
    cells = [cell for row in rows if row.tag == "tr" for cell in row]
    one_column = all(len(row) < 2 for row in rows)
    if one_column or table.get("role") == "presentation" or any(map(_is_part_of_page, cells)):
        for element in (table, *table, *rows, *cells):
            if element.tag in _TABLE_PARTS:
                element.tag = "div"
    else:
        for inner in list(table.iterdescendants(*_TABLE_PARTS)):
            if next(inner.iterancestors("td", "th"), None) is not None:
                inner.tag, inner.tail = "span", f" {inner.tail or ''}"


def _is_part_of_page(cell: Any) -> bool:
    if next(cell.iter(*_NOT_IN_FIGURES), None) is not None or len(list(islice(cell.iter("p"), 2))) > 1:
        return True
    length = 0
    for words in cell.itertext():
        length += len(words.strip())
        if length > _LONGEST_CELL:
            return True
    return False


def _runs_together(element: Any) -> bool:
    """Whether an element has paragraphs that no element of their own holds."""
    bare, blocks, before = len((element.text or "").strip()), 0, ""
    for child in element:
        tail = len((child.tail or "").strip())
        if child.tag == before == "br":
            return True
        before = "" if tail else child.tag
        blocks += child.tag in _GAPS
        bare += tail
    return bare >= _BARE and (blocks > 0 or element.tag in _NO_PARAGRAPHS)


def _mend_paragraphs(parent: Any) -> None:
    """Make paragraphs of what stands between two line breaks and the next two, and beside other blocks."""
    from lxml import etree

    children, parts, breaks = list(parent), [etree.Element("p")], 0
    parts[0].text, parent.text = parent.text, None
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag == "br":
            breaks += 1
            if not (tail or "").strip():
                continue
        if breaks > 1:
            parts.append(etree.Element("p"))
        elif breaks == 1:
            etree.SubElement(parts[-1], "br")
        breaks = 0
        if child.tag == "br":
            _append(parts[-1], tail)
        elif child.tag in _GAPS:
            parts += [child, etree.Element("p")]
            parts[-1].text = tail
        else:
            parts[-1].append(child)
            child.tail = tail
    if parent.tag == "p":
        parent.tag = "div"
    parent[:] = [part for part in parts if part.tag != "p" or len(part) or (part.text or "").strip()]


def is_large(tree: Any) -> bool:
    """Whether a tree has more elements than any article, and is too large to be mended or searched."""
    return next(islice(tree.iter(), _MOST_ELEMENTS, None), None) is not None


# --- writing --------------------------------------------------------------------------------------------------------

_PARAGRAPHS = """address article aside blockquote body caption center details dialog dir div dl fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html list main menu nav ol p pre quote section summary
    table title ul"""
_LINES = "dd dt item legend li option row tbody tfoot thead tr"
_GAPS = dict.fromkeys(_PARAGRAPHS.split(), 2) | dict.fromkeys(_LINES.split(), 1)
"""Line breaks before and behind an element, of HTML and of what trafilatura makes of it."""
_INSIDE = (
    dict.fromkeys("cell td th".split(), "cell")
    | dict.fromkeys("h1 h2 h3 h4 h5 h6 head".split(), "heading")
    | dict.fromkeys("dd dt item li".split(), "item")
    | dict.fromkeys("dir dl list menu ol ul".split(), "list")
)
"""Elements inside which others break lines differently."""
_NEVER_SHOWN = frozenset(
    """audio button canvas datalist embed head iframe input map math noembed noframes noscript object script select
    style svg template textarea title video""".split()
)
FURNITURE: frozenset[str] = _NEVER_SHOWN | frozenset("aside dialog figcaption footer form menu nav".split())
"""Elements that are no part of an article; to leave these out of a text leaves out the comments of readers too."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?\b|disqus", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


class _Lines:
    """Text as it grows: words, line breaks, empty lines."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.line: list[str] = []
        self.gap = 0

    def add(self, words: str | None) -> None:
        words = _SPACES.sub(" ", words or "")
        if not self.line or self.line[-1][-1] in " \t":
            words = words.lstrip(" ")
        if words:
            self.line.append(words)

    def end(self, gap: int) -> None:
        line = "".join(self.line).strip()
        self.line.clear()
        if line:
            self.done.append("\n" * self.gap * bool(self.done) + line)
            self.gap = gap
        else:
            self.gap = max(self.gap, gap)

    def next_cell(self) -> None:
        while self.line and not self.line[-1].rstrip(" "):
            self.line.pop()
        if self.line:
            self.line[-1] = self.line[-1].rstrip(" ")
            self.line.append("\t")


def written(tree: Any, without: frozenset[str]) -> str:
    """Write a tree as text, without the elements that are named and, if any are, without hidden ones.

    Paragraphs are apart by an empty line, headings and list items are lines, the cells of a row are apart by tabs.
    """
    from lxml import etree

    lines, inside = _Lines(), dict.fromkeys(_INSIDE.values(), 0)
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        kind = _INSIDE.get(element.tag)
        if event == "end" and kind:
            inside[kind] -= 1
        if event == "start" or element.tag not in ("br", "lb"):
            _break(lines, element.tag, inside)
        if event == "end":
            lines.add(element.tail if element is not tree else None)
            continue
        if kind:
            inside[kind] += 1
        if kind == "cell":
            lines.next_cell()
        if without and (element.tag in without or _is_hidden(element, without)):
            walk.skip_subtree()
        else:
            lines.add(element.text)
    lines.end(0)
    return "".join(lines.done)


def _break(lines: _Lines, tag: str, inside: dict[str, int]) -> None:
    """Break the line where an element begins or ends, as far as those around it let it be broken."""
    if tag in ("br", "lb"):
        gap = 1 if lines.line or inside["item"] else 2
    else:
        gap = _GAPS.get(tag, 0)
        if gap and (inside["item"] or (inside["list"] and _INSIDE.get(tag) == "list")):
            gap = 1
    if gap and (inside["cell"] or inside["heading"]):
        lines.add(" ")
    elif gap:
        lines.end(gap)


def _is_hidden(element: Any, without: frozenset[str]) -> bool:
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    return without is FURNITURE and any(_COMMENTS.match(element.get(name) or "") for name in ("id", "class"))
