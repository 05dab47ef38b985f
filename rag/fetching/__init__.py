"""Fetching articles: what an address leads to (a page, a feed, a sitemap) and its bytes, and nothing private.

`hosts` says which hosts may be reached and `connecting` holds every connection to it; `client` asks one host after
the other, as `robots` allows; `finding` tells what an address is and hands it to `feeds` or `sitemaps`.
"""

from rag.fetching.client import Fetched, Limits, Web
from rag.fetching.finding import articles_of
from rag.fetching.found import Found
from rag.fetching.unfetched import Unfetched

__all__ = ["Fetched", "Found", "Limits", "Unfetched", "Web", "articles_of"]
