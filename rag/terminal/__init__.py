"""Answers and reports as plain text for a terminal: pure functions, nothing is printed here."""

from rag.terminal.answers import answer_text, check_text, groups_text, matrix_text, timeline_text, wording_text
from rag.terminal.lines import one_line
from rag.terminal.reports import added_text, removed_text, report_text, shelf_text

__all__ = [
    "added_text",
    "answer_text",
    "check_text",
    "groups_text",
    "matrix_text",
    "one_line",
    "removed_text",
    "report_text",
    "shelf_text",
    "timeline_text",
    "wording_text",
]
