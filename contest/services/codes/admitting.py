"""A code typed on a slip: looked up, and what is tried wrongly is counted.

Who guesses at codes finds none (`rules.codes.odds`); counting makes the guessing slower. It never refuses anybody: from
an address with many wrong codes a page has to have been open for some seconds, longer the more there are, and then its
code is looked at like any other. So a school behind one address gets through.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contest.queries import codes as queries
from contest.rules import codes as rules
from contest.rules.objections import Objection, Refused
from contest.services import limits

# The pages of slips are over after so many seconds.
PAGE = 2 * 3600


class Try(NamedTuple):
    """Where a code was typed: the address it came from, the page's own key, how long that page had been open (s)."""

    address: str
    page: str
    open_for: int


class Paced(limits.Limited):
    """Many wrong codes came from here: the page has to stay open for a while first."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.objections = (Objection("pack_code_wait", "code", {"seconds": seconds}),)


def admit(
    campaign_id: UUID, phase_id: UUID, code_key: str, *, tried: Try, voter_key: str | None = None, now: datetime
) -> None:
    """Let a code through to the vote; with an address beside it, `voter_key` is that address's.

    Errors: Refused with pack_code_unknown, pack_code_taken (another address has voted with it), form_expired (one page
    is no place for many guesses); Paced.
    """
    at_address, on_page = ("pack code", str(campaign_id), tried.address), ("pack code page", tried.page)
    wrong_here, wrong_on_page = limits.counted(at_address, on_page, now=now)
    if wrong_on_page >= rules.TRIES_A_PAGE:
        raise Refused([Objection("form_expired")])
    if tried.open_for < (needed := rules.wait(wrong_here)):
        raise Paced(needed)
    found = queries.standing(campaign_id, phase_id, code_key)
    if not found.known:
        limits.hit(at_address, limit=rules.FREE_TRIES, seconds=rules.STRETCH, now=now)
        limits.hit(on_page, limit=rules.TRIES_A_PAGE, seconds=PAGE, now=now)
        raise Refused([Objection("pack_code_unknown", "code")])
    if found.holder is not None and found.holder != voter_key:
        raise Refused([Objection("pack_code_taken", "code")])
