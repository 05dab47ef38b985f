"""Building an index: articles in, passages and claims with their vectors stored, one transaction at a time.

`builds` makes an index hold some files and folders and no others, `adding` and `removing` let it grow and shrink by
single articles. Both ways in go through `planning` (what the sources hold, beside what the index holds), `storing`
(cut, extract, encode, write) and `reports`.
"""

from rag.building.adding import add
from rag.building.builds import build
from rag.building.removing import remove

__all__ = ["add", "build", "remove"]
