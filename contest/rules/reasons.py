"""Why an entry is refused or removed: the keys, in the order in which the desk shows them."""

REASONS: tuple[str, ...] = (
    "contact_details",
    "targets_person",
    "insult_or_hate",
    "advertising",
    "not_an_idea",
    "danger",
    "other",
)
# Why a visitor reports a published entry; `illegal` is a notice in the sense of Regulation (EU) 2022/2065, art. 16.
REPORTS: tuple[str, ...] = (
    "insult_or_hate",
    "targets_person",
    "advertising",
    "not_theirs",
    "danger",
    "child_abuse",
    "illegal",
    "other",
)
# What the list does not say, the moderator must.
NEEDS_WORDS = frozenset({"other"})
LONGEST_WORDS = 1000
