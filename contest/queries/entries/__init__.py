"""Entries as people read them: published ones in a fair order, newest first, or searched; and one's own.

Every page is a constant number of statements. Cursors are values a reader may change: the worst they do is
another page.
"""

from contest.queries.entries.cards import EntryCard, EntryPage
from contest.queries.entries.owned import OwnEntry, Verdict, one_own, own, sent, verdict
from contest.queries.entries.public import (
    EntryDetail,
    by_ids,
    by_number,
    fair_page,
    id_of,
    joined_authors,
    kept_number,
    newest_page,
    one_card,
    others,
    published_count,
    published_upto,
    sitemap,
)
from contest.queries.entries.search import alike, search_page

__all__ = [
    "EntryCard",
    "EntryDetail",
    "EntryPage",
    "OwnEntry",
    "Verdict",
    "alike",
    "by_ids",
    "by_number",
    "fair_page",
    "id_of",
    "joined_authors",
    "kept_number",
    "newest_page",
    "one_card",
    "one_own",
    "others",
    "own",
    "published_count",
    "published_upto",
    "search_page",
    "sent",
    "sitemap",
    "verdict",
]
