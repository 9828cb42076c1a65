"""A draw from its terms to a prize passed on: before the vote, joined, frozen, drawn once, told, and forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from contest.db import reading
from contest.models import Audit, DrawPlace, DrawWish, Outbox
from contest.queries import draws as queries
from contest.rules import draws as rules
from contest.rules.ballots import UnconfirmedVoter
from contest.rules.objections import Refused
from contest.services import ballots, confirm, draws, keys, mails, participants, results, retention
from contest.services.mails import House, Needless, Wanted
from tests.services.polls import HOUR, Poll, clock, make_poll

pytestmark = pytest.mark.usefixtures("inside")
TERMS = rules.Terms(2, {"en": "A hamper", "fr": "Un panier"}, ("BE",), "Lottery of 12 January")
HOUSE = House("https://contest.example", "Contest <contest@example.org>")


def keys_of(act, *args, **more) -> list[str]:
    try:
        act(*args, **more)
    except Refused as refusal:
        return [one.key for one in refusal.objections]
    return []


def sets(poll: Poll, wanted: rules.Terms | None) -> list[str]:
    return keys_of(draws.set_terms, poll.campaign, poll.phase, wanted, by=poll.staff, now=clock())


def draws_by(poll: Poll, value: str, again: str | None = None) -> list[str]:
    again = value if again is None else again
    return keys_of(draws.draw, poll.campaign, poll.phase, value, again, by=poll.staff, now=clock())


def freezes(poll: Poll) -> list[str]:
    return keys_of(draws.freeze, poll.campaign, poll.phase, by=poll.staff, now=clock())


def votes(poll: Poll, address: str, *, version: int, confirmed: bool = True) -> str:
    """Somebody votes for salt and confirms it, ticking the draw of this version or (0) not; the voter's key."""
    key = keys.voter_key(poll.campaign, address)
    cast = poll.cast(UnconfirmedVoter(key, keys.seal_address(poll.campaign, address)), "salt")
    if confirmed:
        token = keys.confirmation_token(poll.campaign, cast.confirmation_id)
        for _ in range(2):
            confirm.finish(poll.campaign, token=token, side_prizes=version, now=clock())
    return key


def told() -> list[int]:
    rows = reading().scalars(select(Outbox.ids).where(Outbox.kind == "mail.draw_won").order_by(Outbox.id)).all()
    return [row["place"] for row in rows]


def test_a_draw_from_its_terms_to_a_prize_passed_on():
    poll = make_poll("salt", "vinegar")
    assert sets(poll, TERMS) == ["draw_begun"]
    poll.move(opens=HOUR, closes=48 * HOUR)
    assert sets(poll, TERMS) == sets(poll, TERMS) == []
    poll.move(opens=-HOUR, closes=HOUR)
    assert sets(poll, None) == ["draw_begun"]
    joined = [votes(poll, f"voter{number}@example.org", version=1) for number in range(5)]
    votes(poll, "unticked@example.org", version=0)
    votes(poll, "other-terms@example.org", version=7)
    votes(poll, "pending@example.org", version=1, confirmed=False)
    gone = votes(poll, "gone@example.org", version=1)
    ballots.withdraw(poll.campaign, voter_key=gone, now=clock())
    left = votes(poll, "left@example.org", version=1)
    for _ in range(2):
        draws.leave(poll.campaign, poll.phase, voter_key=left)
    wish = queries.wish(poll.campaign, poll.phase, joined[0])
    assert wish is not None
    assert (wish.version, wish.lang, queries.wishes(poll.campaign, poll.phase)) == (1, "en", 6)
    assert freezes(poll) == ["result_not_closed"]
    poll.over(ago=40 * HOUR)
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    assert draws_by(poll, "4 8 15") == ["draw_not_frozen"]
    assert freezes(poll) == freezes(poll) == []
    frozen = queries.of(poll.campaign, poll.phase)
    tickets = sorted(keys.draw_ticket(poll.campaign, poll.phase, key) for key in joined)
    file = "".join(f"{ticket}\n" for ticket in tickets)
    assert frozen is not None
    assert (queries.file(poll.campaign, poll.phase), frozen.digest, frozen.tickets) == (file, rules.digest(file), 5)
    late = {"address_sealed": b"x", "lang": "en", "version": 1, "now": clock()}
    assert keys_of(draws.wish, poll.campaign, poll.phase, voter_key=left, **late) == ["draw_over"]
    assert keys_of(draws.leave, poll.campaign, poll.phase, voter_key=joined[0]) == ["draw_over"]
    assert draws_by(poll, "4 8 15", "4 8 16") == ["draw_value_differs"]
    assert draws_by(poll, " 4 8  15", "4 8 15") == draws_by(poll, "4 8 15") == []
    assert draws_by(poll, "1 2 3") == ["draw_done"]
    order = rules.order(rules.seed(rules.digest(file), TERMS.source, "4 8 15"), tickets)
    places = queries.places(poll.campaign, poll.phase)
    assert [(one.ticket, one.wins) for one in places] == list(zip(order[:4], [True, True, False, False], strict=True))
    assert told() == [1, 2]
    for _ in range(2):
        draws.pass_on(poll.campaign, poll.phase, 1, by=poll.staff, now=clock())
    with pytest.raises(LookupError):
        draws.pass_on(poll.campaign, poll.phase, 4, by=poll.staff, now=clock())
    assert [(one.wins, one.passed) for one in queries.places(poll.campaign, poll.phase)] == [
        *((False, True), (True, False), (True, False), (False, False))
    ]
    assert told() == [1, 2, 3]
    ids = {"phase": poll.phase.hex, "place": 3}
    letter = mails.write(HOUSE, Wanted("mail.draw_won", poll.campaign, ids, "en"), now=clock())
    owner = reading().get_one(DrawPlace, (poll.campaign, poll.phase, 3)).voter_key
    assert letter.address == f"voter{joined.index(owner or '')}@example.org"
    assert "A hamper" in letter.letter.plain
    with pytest.raises(Needless):
        mails.write(HOUSE, Wanted("mail.draw_won", poll.campaign, ids | {"place": 1}, "en"), now=clock())
    said = reading().scalars(select(Audit.verb).where(Audit.verb.startswith("draw.")).order_by(Audit.id)).all()
    assert said == ["draw.set", "draw.frozen", "draw.drawn", "draw.passed"]
    # Addresses of who has no place go once it is drawn, the others 90 days later.
    retention.sweep(now=clock())
    assert kept(poll) == 4
    retention.sweep(now=clock() + timedelta(days=91))
    assert kept(poll) == 0


def kept(poll: Poll) -> int:
    wishes = reading().scalars(select(DrawWish.address_sealed).where(DrawWish.campaign_id == poll.campaign)).all()
    return sum(sealed is not None for sealed in wishes)


def test_without_mail_nothing_is_drawn_and_whoever_is_erased_leaves_only_a_ticket():
    poll = make_poll("salt")
    poll.move(opens=HOUR, closes=48 * HOUR)
    assert sets(poll, TERMS) == sets(poll, None) == []
    assert queries.of(poll.campaign, poll.phase) is None
    assert sets(poll, TERMS) == []
    poll.move(opens=-HOUR, closes=HOUR)
    key = votes(poll, "voter@example.org", version=1)
    poll.over(ago=40 * HOUR)
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    assert freezes(poll) == []
    someone = participants.known(poll.campaign, key)
    assert someone is not None
    participants.erase(poll.campaign, someone, now=clock())
    assert reading().scalars(select(DrawWish)).all() == []
    assert draws_by(poll, "4 8 15") == []
    assert [(one.wins, one.reachable) for one in queries.places(poll.campaign, poll.phase)] == [(True, False)]
    assert told() == []
