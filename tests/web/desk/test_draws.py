"""Side prizes from the desk to the public page: set, ticked, left and joined, frozen, drawn, found by who won."""

import pytest
from sqlalchemy import select

from contest import clock
from contest.db import transaction
from contest.models import Ballot, Phase
from contest.rules.ballots import BallotState, EventKind, UnconfirmedVoter
from contest.rules.roles import Role
from contest.services import keys, results
from contest.services.accounts import rehearsal
from contest.services.ballots.statements import insert_event
from tests.living import House
from tests.services.polls import HOUR
from tests.web import visits
from tests.web.desk import rooms
from tests.web.desk.test_results import Vote, vote

__all__ = ["vote"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TERMS = {
    "number": "1",
    "prize_en": "A hamper",
    "prize_fr": "Un panier",
    "countries": "BE, lu",
    "source": "Lottery of 12 January",
}
ADDRESS = "voter@example.org"


def public(vote: Vote, name: str, **parts: str | int) -> str:
    return visits.path(name, "en", vote.slug, **parts)


def set_up(vote: Vote, room: str) -> None:
    """Before the vote begins, after a try that was wrong."""
    with vote.app.app_context():
        vote.poll.move(opens=HOUR, closes=48 * HOUR)
    bad = visits.form(vote.manager.get(room)).send(vote.manager, **TERMS | {"countries": "US", "prize_fr": ""})
    assert (bad.status_code, set(rooms.wrong(bad))) == (422, {"countries", "prize_fr"})
    good = visits.form(bad).send(vote.manager, **TERMS)
    assert (good.status_code, good.location) == (303, room)
    assert "Belgium and Luxembourg" in rooms.words(vote.manager.get(room))
    with vote.app.app_context():
        vote.poll.move(opens=-HOUR, closes=HOUR)
    assert rooms.send(vote.manager, room, **TERMS | {"number": "9"}).status_code == 409


def takes_part(vote: Vote, visitor) -> str:
    """Somebody votes by mail and ticks the box where they confirm; their receipt."""
    with vote.app.app_context():
        key = keys.voter_key(vote.poll.campaign, ADDRESS)
        cast = vote.poll.cast(UnconfirmedVoter(key, keys.seal_address(vote.poll.campaign, ADDRESS)), "Sel")
        assert cast.confirmation_id is not None
        link = public(vote, "confirm", token=keys.confirmation_token(vote.poll.campaign, cast.confirmation_id))
    assert visits.form(visitor.get(link)).send(visitor, side_prizes="1").status_code == 303
    return cast.receipt


@pytest.mark.parametrize("exposure", ["live", "announced"])
def test_a_ticket_tells_no_earlier_than_the_receipt_that_a_vote_was_set_aside(vote: Vote, exposure: str):
    room, visitor = rooms.room("side-prizes/1", vote.slug), House(vote.app).visitor()
    mine, tickets = (public(vote, name, position=1) for name in ("my_side_prize", "tickets"))
    set_up(vote, room)
    receipt = public(vote, "receipt", receipt=takes_part(vote, visitor))
    with vote.app.app_context(), transaction() as session:
        phase = session.get_one(Phase, (vote.poll.campaign, vote.poll.phase))
        phase.settings = {**phase.settings, "exposure": exposure, "two_sign": True}
        ballot = session.scalars(select(Ballot).where(Ballot.campaign_id == vote.poll.campaign)).one()
        ballot.state, place = BallotState.HELD, (ballot.campaign_id, ballot.phase_id, ballot.id)
        insert_event(session, *place, EventKind.HELD, before=BallotState.COUNTED, rule="burst/1")
    vote.ends()
    vote.closes()
    assert visits.form(vote.manager.get(room), "/freeze").send(vote.manager).status_code == 303
    assert "checked until the result is signed" in rooms.words(visitor.get(receipt))
    assert "You take part." in rooms.words(visitor.get(mine))
    assert visitor.get(tickets).status_code == 404
    with vote.app.app_context():
        signing = rehearsal.person(Role.OWNER, lang="en", now=clock.now())
        results.sign(vote.poll.campaign, vote.poll.phase, by=signing, now=clock.now())
    told = exposure == "live"
    assert ("It is not counted" in rooms.words(visitor.get(receipt))) is told
    assert ("Your ticket is not on the list" in rooms.words(visitor.get(mine))) is told
    assert ("You take part." in rooms.words(visitor.get(mine))) is not told
    assert visitor.get(tickets).status_code == (200 if told else 404)


def test_side_prizes_from_the_desk_to_the_ticket_that_won(vote: Vote):
    room, visitor = rooms.room("side-prizes/1", vote.slug), House(vote.app).visitor()
    mine = public(vote, "my_side_prize", position=1)
    set_up(vote, room)
    with vote.app.app_context():
        key = keys.voter_key(vote.poll.campaign, ADDRESS)
        cast = vote.poll.cast(UnconfirmedVoter(key, keys.seal_address(vote.poll.campaign, ADDRESS)), "Sel")
        assert cast.confirmation_id is not None
        link = public(vote, "confirm", token=keys.confirmation_token(vote.poll.campaign, cast.confirmation_id))
        ticket = keys.draw_ticket(vote.poll.campaign, vote.poll.phase, key)
    asked = visits.form(visitor.get(link))
    assert "side_prizes" not in asked.fields  # there, and not ticked
    assert asked.send(visitor, side_prizes="1").status_code == 303
    assert "You take part." in rooms.words(visitor.get(mine))
    for said, choice in (("Your ticket counts once", {"join": "no"}), ("You take part.", {"side_prizes": "1"})):
        assert visits.form(visitor.get(mine)).send(visitor, **choice).status_code == 303
        assert said in rooms.words(visitor.get(mine))
    vote.ends()
    vote.closes()
    assert visits.form(vote.manager.get(room), "/freeze").send(vote.manager).status_code == 303
    draw = visits.form(vote.manager.get(room), "/draw")
    wrong = draw.send(vote.manager, value="4 8 15", again="4 8 16")
    assert (wrong.status_code, set(rooms.wrong(wrong))) == (422, {"again"})
    for _ in range(2):
        assert draw.send(vote.manager, value="4 8 15", again="4 8 15").status_code == 303
    vote.manager.get(room)
    again = draw.send(vote.manager, value="9", again="9")
    assert (again.status_code, rooms.notices(again)) == (
        409,
        ["It was drawn already, by the value “4 8 15”. That stays."],
    )
    shown = rooms.words(visitor.get(public(vote, "side_prizes", position=1)))
    assert f"wins {ticket}" in shown
    assert "--source 'Lottery of 12 January' --value '4 8 15' --prizes 1" in shown
    assert visits.text(visitor.get(public(vote, "tickets", position=1))) == f"{ticket}\n"
    assert visits.text(visitor.get("/draw.py")).startswith("#!/usr/bin/env python3")
    assert "Your ticket has won." in rooms.words(visitor.get(mine))
    assert "drawn by the public value: 4 8 15" in rooms.words(visitor.get(public(vote, "history")))
    assert rooms.send(vote.manager, f"{room}/pass", place="9").status_code == 404
    moderator = House(vote.app).staff(Role.MODERATOR)
    assert moderator.get(room).status_code == 403
    assert rooms.send(moderator, f"{room}/draw", value="9", again="9").status_code == 403
