"""What a host asks programs not to read: robots.txt after RFC 9309, which Python's own reader is older than."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#\r\n]*)")
_TOKEN = re.compile(r"[a-z_-]+|\*")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one program: patterns, each with whether what it fits may be read. `delay` is seconds.

    The longest pattern that fits decides, at equal length the one that allows; where none fits, all may be read.

    >>> Robots.of("User-agent: *\\nDisallow: /\\nAllow: /*.html$", "belegt").allows("/a/b.html")
    True
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    @classmethod
    def of(cls, text: str, program: str) -> Robots:
        """Read the groups that name `program` (in lower case), or those for everybody if none does."""
        found: dict[str, tuple[list[tuple[str, bool]], list[float]]] = {}
        names: list[str] = []
        in_rules = True
        for line in text.splitlines():
            if not (match := _LINE.match(line)):
                continue
            field, value = match[1].lower(), match[2].strip()
            if field == "user-agent":
                if in_rules:
                    names, in_rules = [], False
                if token := _TOKEN.match(value.lower()):
                    names.append(token[0])
            elif field in ("allow", "disallow", "crawl-delay"):
                in_rules = True
                for name in names:
                    rules, delays = found.setdefault(name, ([], []))
                    if field == "crawl-delay":
                        delays += [float(value)] if re.fullmatch(r"\d{1,4}(\.\d{1,4})?", value) else []
                    elif value:
                        rules.append((_escaped(value), field == "allow"))
        rules, delays = found.get(program) or found.get("*") or ([], [])
        return cls(tuple(rules), max(delays, default=0.0))

    def allows(self, target: str) -> bool:
        """Whether path and query of an address, as they are sent, may be read."""
        target = _escaped(target)
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, target)]
        return max(fitting, default=(0, True))[1]


def _fits(pattern: str, target: str) -> bool:
    """Whether the pattern fits the beginning of the target; "*" is any run of characters, "$" at the end its end.

    Without a regular expression: with many stars one would try for ever, while the first place for each part will do.
    """
    ends = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    if not parts:
        return not ends or target == first
    position = len(first)
    for part in parts[:-1]:
        position = target.find(part, position)
        if position < 0:
            return False
        position += len(part)
    if ends:
        return target.endswith(parts[-1]) and len(target) - len(parts[-1]) >= position
    return target.find(parts[-1], position) >= 0


def _escaped(path: str) -> str:
    """One spelling for paths that mean the same, however much of them is escaped."""
    return quote(unquote_to_bytes(path), safe="/?=&;,:@!$'()+*~#[]|")
