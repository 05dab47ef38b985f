"""Foreign text made fit to be shown."""

from __future__ import annotations

import pytest

from rag.page.safe import escaped, label, one_line, web_address


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//example.org/x", False),
        ("https://", False),
        ("https://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_http_and_https_with_a_host_open(url, opens):
    assert web_address(url) == (url if opens else None)


def test_every_kind_of_white_space_folds():
    assert one_line("a\n\nb\u2028c\x85d\u00a0e\tf\x0bg\r\n") == "a b c d e f g"


def test_label_drops_what_cannot_be_seen_but_keeps_joiners():
    assert label("\ufeffa\u202eb\u2066c\u2069\u200b\u200fd\x00e") == "abcd e"
    assert label("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize("length", [199, 200, 201, 10_000])
def test_label_is_cut_at_its_limit(length):
    text = label("A" * length)
    assert len(text) == min(length, 200)
    assert text.endswith("…") == (length > 200)


def test_escaped_text_cannot_end_an_attribute_or_an_element():
    assert escaped("\"><script>'&") == "&quot;&gt;&lt;script&gt;&#x27;&amp;"
