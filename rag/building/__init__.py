"""Building an index: articles in, passages and claims with their vectors stored, one transaction at a time.

`builds` makes an index hold some sources and no others, `adding` and `removing` let it grow and shrink by single
articles, `watching` builds again when something changes. All go through `sources` and `web` (what is to be read),
`planning` (what of it the index holds), `storing` (read, cut, extract, encode, write) and `reports`.
"""

from rag.building.adding import add
from rag.building.builds import build
from rag.building.removing import remove
from rag.building.watching import watch

__all__ = ["add", "build", "remove", "watch"]
