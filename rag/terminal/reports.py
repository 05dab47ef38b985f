"""What a build, an addition or a removal did, and what is in an index, as plain text."""

from __future__ import annotations

from rag.terminal.lines import count, cut, one_line
from rag.terminal.words import WORDS
from rag.types import BuildReport, RemovalReport, Shelf, Shelved


def report_text(report: BuildReport) -> str:
    """Return what a build did, for somebody who wants to know what is in the index now and what is not."""
    words = WORDS["en"]
    lines = [
        f"{count(words['article'], report.articles)}, {count(words['passage'], report.passages)},"
        f" {count(words['claim'], report.claims)}"
        f" ({report.added} new, {report.changed} changed, {report.unchanged} unchanged, {report.removed} removed)"
        f" in {report.seconds:.1f} s",
        f"encoder {report.encoder}, tokens counted by {report.tokenizer}",
    ]
    if report.noise:
        kinds = ", ".join(f"{count} {kind}" for kind, count in report.noise.items())
        lines.append(f"marked as noise, kept out of claims: {kinds}")
    lines += [f"same article twice: {path} is {same}" for path, same in report.duplicates]
    for skipped in report.skipped:
        kept = " (the version indexed earlier stays)" if skipped.kept else ""
        lines.append(f"skipped {skipped.path}: {skipped.reason}{kept}")
    return "\n".join(one_line(line) for line in lines)


def added_text(report: BuildReport) -> str:
    """Return what became of each file that was added, and what the index holds now."""
    words = WORDS["en"]
    lines = []
    for outcome in report.outcomes:
        facts = [count(words["claim"], outcome.claims)] if outcome.title is not None else []
        if outcome.noise >= 0.005:
            facts.append(f"{outcome.noise:.0%} marked as noise")
        facts += [outcome.reason] if outcome.reason else []
        title = f": {cut(outcome.title, 100)}" if outcome.title is not None else ""
        lines.append(f"{outcome.status} {outcome.path}{title} ({', '.join(facts)})")
    lines.append(_held(report.articles, report.passages, report.claims))
    return "\n".join(one_line(line) for line in lines)


def removed_text(report: RemovalReport) -> str:
    """Return what was removed, what was not there, and what the index holds now."""
    lines = []
    for removed in report.removed:
        kept = f", the article stays as {', '.join(removed.kept)}" if removed.kept else ""
        lines.append(f"removed {', '.join(removed.addresses)}: {cut(removed.title, 100)}{kept}")
    lines += [f"not in the index: {name}" for name in report.unknown]
    lines.append(_held(report.articles, report.passages, report.claims))
    return "\n".join(one_line(line) for line in lines)


def shelf_text(shelf: Shelf) -> str:
    """Return the list of what is in an index: a line for each article, and how many there are."""
    words = WORDS["en"]
    lines = []
    for entry in shelf.entries:
        known = [cut(part, 100) for part in (entry.title, entry.publisher, entry.published) if part]
        facts = [count(words["claim"], entry.claims), *(["added"] if entry.added else []), *_copies(entry)]
        lines.append(f"{entry.id} {' · '.join(known)} [{', '.join(entry.addresses)}] ({', '.join(facts)})")
    lines.append(count(words["article"], shelf.total))
    return "\n".join(one_line(line) for line in lines)


def _copies(entry: Shelved) -> list[str]:
    """Which articles print the same, by title and publisher, where some do."""
    if not entry.copies:
        return []
    words = WORDS["en"]
    named = [" · ".join(cut(part, 100) for part in (copy.title, copy.publisher) if part) for copy in entry.copies]
    left = entry.copy_count - len(named)
    titles = "; ".join(named) + (words["more copies"].format(n=f"{left:,}") if left else "")
    return [words["copies"][entry.copy_count > 1].format(n=f"{entry.copy_count:,}", titles=titles)]


def _held(articles: int, passages: int, claims: int) -> str:
    words = WORDS["en"]
    counts = count(words["article"], articles), count(words["passage"], passages), count(words["claim"], claims)
    return f"the index holds {', '.join(counts)}"
