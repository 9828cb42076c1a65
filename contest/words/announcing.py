"""The letters about what is announced, and about a prize on its way."""

from collections.abc import Sequence

from contest.words.letters import Letter, Letterhead, written


def announced(
    head: Letterhead, *, headline: str, names: Sequence[str], finalists: bool, position: int, token: str
) -> Letter:
    """Tells somebody who asked to know who has won, or who goes on; `token` ends the wish."""
    facts = {
        "headline": headline,
        "names": list(names),
        "finalists": finalists,
        "link": head.link("announcement", position=position),
        "stop": head.link("stop", token=token),
    }
    return written(head, "announced", facts)


def prize_sent(head: Letterhead, *, first_name: str, entry: str, entry_id: str, tracking: str, note: str) -> Letter:
    """Tells a winner, and nobody else, that the prize has left, and by what to follow it."""
    facts = {
        "first_name": first_name,
        "entry": entry,
        "tracking": tracking,
        "note": note,
        "link": head.link("acceptance", entry=entry_id),
    }
    return written(head, "prize_sent", facts)
