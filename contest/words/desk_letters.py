"""Letters that come from the desk: a correction proposed, ideas joined, a department asked, the morning's list."""

from collections.abc import Sequence

from contest.rules import addresses
from contest.words import dates, letters
from contest.words.letters import Letter, Letterhead, Signature, written


def entry_corrected(
    head: Letterhead, *, first_name: str, entry: str, entry_id: str, words: str, signed: Signature
) -> Letter:
    """Proposes a small correction to an author, to be accepted on their own page; `words` may be empty."""
    return written(head, "entry_corrected", letters.changes_facts(head, first_name, entry, entry_id, words), signed)


def entry_merged(
    head: Letterhead,
    *,
    first_name: str,
    entry: str,
    kept: str,
    number: int,
    share: int | None,
    words: str,
    signed: Signature,
    voted: bool = False,
) -> Letter:
    """Tells an author that the idea was joined with `kept`: thanked, or co-inventor with a `share` in per cent.

    `voted`: people were voting on it, so that it stays joined.
    """
    facts = {
        "first_name": first_name,
        "entry": entry,
        "kept": kept,
        "share": share,
        "voted": voted,
        "words": letters.paragraphs(words),
        "link": head.link("entry", number=number),
        "mine": head.link("me"),
    }
    return written(head, "entry_merged", facts, signed)


def entry_joined(
    head: Letterhead, *, first_name: str, entry: str, number: int, share: int, signed: Signature
) -> Letter:
    """Tells an author that somebody else had the same idea and has a `share` of its prize, in per cent."""
    facts = {"first_name": first_name, "entry": entry, "share": share, "link": head.link("entry", number=number)}
    return written(head, "entry_joined", facts, signed)


def escalated(head: Letterhead, *, first_name: str, entry: str, department: str, note: str, asked_by: str) -> Letter:
    """Asks somebody in a department about an idea."""
    facts = {
        "first_name": first_name,
        "entry": entry,
        "department": department,
        "note": letters.paragraphs(note),
        "asked_by": asked_by,
        "link": f"{head.link('desk_queue')}?show=escalated",
    }
    return written(head, "escalated", facts)


def digest(head: Letterhead, *, first_name: str, waits: Sequence[tuple[str, int]], link: str) -> Letter:
    """Tells a moderator in the morning what waits: pairs of what, in words, and how many."""
    facts = {
        "first_name": first_name,
        "waits": [(words, dates.number(head.lang, number)) for words, number in waits],
        "link": link,
        "account": addresses.absolute(head.public_url, "account"),
    }
    return written(head, "digest", facts)
