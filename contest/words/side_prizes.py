"""Side prizes drawn among voters, in words: where they may be, and the letter to who has won one."""

from collections.abc import Sequence

from babel.lists import format_list

from contest.words.dates import LOCALES
from contest.words.letters import Letter, Letterhead, written

# A winner who has not answered by then may be passed over.
ANSWER_DAYS = 14


def countries(lang: str, codes: Sequence[str]) -> str:
    """Belgium and Luxembourg."""
    names = LOCALES[lang].territories
    return format_list([names[code] for code in codes], locale=LOCALES[lang])


def shown(ticket: str) -> str:
    """A ticket as people compare it: in groups of eight."""
    return " ".join(ticket[start : start + 8] for start in range(0, len(ticket), 8))


def draw_won(head: Letterhead, *, prize: str, ticket: str, position: int) -> Letter:
    """Tells a voter, and nobody else, that the ticket was drawn, and asks for an answer to the mail."""
    link = head.link("side_prizes", position=position)
    return written(head, "draw_won", {"prize": prize, "ticket": shown(ticket), "days": ANSWER_DAYS, "link": link})
