"""The dates at the desk: moving one is owed a reason, keeps the order, and is told in public."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from contest import clock
from contest.db import transaction
from contest.models import Phase
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.web.desk import moments
from tests.living import FINISHED, LANGUAGES, House
from tests.web import visits
from tests.web.desk import rooms

ROOM = rooms.room("dates")
ZONE = "Europe/Brussels"
REASON = "La poste est en grève jusqu’au 3."
DAY = timedelta(days=1)
pytestmark = pytest.mark.parametrize(**rooms.SQLITE)


def moves(client, position: int, room: str = ROOM, **typed: str):
    """Open one phase, fill in its dates and send them."""
    page = client.get(f"{room}?phase={position}")
    return visits.form(page, f"/dates/{position}").send(client, **typed)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_end_that_moves_is_told_in_the_public_history_with_its_reason(house: House, lang: str):
    client, before = house.staff(Role.MANAGER, lang), visits.phase(house, PhaseKind.VOTE)
    answer = moves(client, 2, closes=moments.typed(before.closes + DAY, ZONE), reason=REASON)
    assert (answer.status_code, answer.location) == (303, ROOM)
    assert len(rooms.notices(client.get(ROOM))) == 1
    after = visits.phase(house, PhaseKind.VOTE)
    assert (after.opens, after.closes) == (before.opens, before.closes + DAY)
    assert REASON in rooms.words(house.visitor().get(visits.path("history", lang=lang)))
    (record,) = [one for one in rooms.records(house, "schedule.changed") if one.details["reason"] == REASON]
    assert record.ref == before.id


@pytest.mark.parametrize(("lang", "said"), [("fr", "raison"), ("nl", "reden"), ("en", "reason")])
def test_without_a_reason_nothing_moves_and_the_date_typed_is_kept(house: House, lang: str, said: str):
    client, before = house.staff(Role.MANAGER, lang), visits.phase(house, PhaseKind.VOTE)
    typed = moments.typed(before.closes + DAY, ZONE)
    answer = moves(client, 2, closes=typed, reason="  ")
    assert (answer.status_code, list(rooms.wrong(answer))) == (422, ["reason"])
    assert said in rooms.wrong(answer)["reason"]
    assert visits.form(answer, "/dates/2").fields["closes"] == typed
    assert visits.phase(house, PhaseKind.VOTE).closes == before.closes


def test_the_end_stays_after_the_start_and_no_date_moves_into_the_past(house: House):
    client, phase = house.staff(Role.MANAGER, "en"), visits.phase(house, PhaseKind.VOTE)
    for closes, said in (
        (phase.opens, "The end must be after the start. A date cannot be moved into the past."),
        (clock.now() - timedelta(minutes=1), "A date cannot be moved into the past."),
    ):
        answer = moves(client, 2, closes=moments.typed(closes, ZONE), reason=REASON)
        assert answer.status_code == 422
        assert rooms.wrong(answer)["closes"] == said
        assert visits.form(answer, "/dates/2").fields["reason"] == REASON
    assert visits.phase(house, PhaseKind.VOTE).closes == phase.closes


def test_what_has_begun_keeps_its_start(house: House):
    client, phase = house.staff(Role.MANAGER, "en"), visits.phase(house, PhaseKind.VOTE)
    assert "It has begun: this stays." in rooms.words(client.get(f"{ROOM}?phase=2"))
    answer = moves(client, 2, opens=moments.typed(phase.opens - DAY, ZONE), reason=REASON)
    assert rooms.wrong(answer) == {"opens": "This phase has begun, so its start can no longer be moved."}


def test_what_is_no_date_is_refused_beside_its_field(house: House):
    client, phase = house.staff(Role.MANAGER, "en"), visits.phase(house, PhaseKind.VOTE)
    said = "Please give a day and a time."
    for typed in ("", "soon", "2026-02-30T00:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59", "2030-01-01T00:00Z"):
        answer = moves(client, 2, closes=typed, reason=REASON)
        assert (answer.status_code, rooms.wrong(answer)) == (422, {"closes": said}), typed
    answer = moves(client, 3, opens="", closes="", reason=REASON)
    assert rooms.wrong(answer) == {"opens": said, "closes": said}
    assert visits.phase(house, PhaseKind.VOTE).closes == phase.closes


def test_sent_untouched_nothing_changes_and_nothing_is_told(house: House):
    client, before = house.staff(Role.MANAGER), visits.phase(house, PhaseKind.ANNOUNCEMENT)
    assert moves(client, 3, reason=REASON).status_code == 303
    after = visits.phase(house, PhaseKind.ANNOUNCEMENT)
    assert (after.opens, after.closes) == (before.opens, before.closes)
    assert REASON not in rooms.words(house.visitor().get(visits.path("history")))


def test_a_start_in_the_first_second_of_a_minute_is_untouched_as_browsers_send_it(house: House):
    vote = visits.phase(house, PhaseKind.VOTE)
    whole = vote.opens.replace(second=0, microsecond=250_000)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Phase).where(Phase.id == vote.id).values(opens=whole))
    later = moments.typed(vote.closes + DAY, ZONE)
    sent = moments.typed(whole, ZONE).removesuffix(":00")
    assert moves(house.staff(Role.MANAGER), 2, opens=sent, closes=later, reason=REASON).status_code == 303
    assert visits.phase(house, PhaseKind.VOTE).opens == whole


def test_once_the_result_is_closed_the_dates_stay(house: House):
    client, room = house.staff(Role.OWNER, "en"), rooms.room("dates", FINISHED)
    said = "The result of this vote is closed"
    assert said in rooms.words(client.get(f"{room}?phase=2"))
    answer = moves(client, 2, room, closes=moments.typed(clock.now() + DAY, ZONE), reason=REASON)
    assert answer.status_code == 422
    assert said in " ".join(rooms.notices(answer))


def test_ended_at_once_the_vote_takes_no_more_votes(house: House):
    client, soon = house.staff(Role.MANAGER), clock.now() + timedelta(seconds=2)
    assert moves(client, 2, closes=moments.typed(soon, ZONE), reason=REASON).status_code == 303
    visits.move(house, PhaseKind.VOTE, closes=timedelta(seconds=-1))
    number = visits.published(house)[0].number
    page = house.visitor().get(visits.path("slip", position=2, number=number or 1))
    assert visits.forms(page) == []


def test_a_moderator_reads_the_dates_and_moves_none(house: House):
    client, phase = house.staff(Role.MODERATOR, "en"), visits.phase(house, PhaseKind.VOTE)
    page = client.get(f"{ROOM}?phase=2")
    assert (page.status_code, visits.forms(page)) == (200, [])
    later = moments.typed(phase.closes + DAY, ZONE)
    answer = rooms.send(client, f"{ROOM}/2", opens="", closes=later, reason=REASON)
    assert answer.status_code == 403
    assert visits.phase(house, PhaseKind.VOTE).closes == phase.closes


def test_a_phase_that_is_none_is_not_found(house: House):
    client = house.staff(Role.MANAGER)
    assert client.get(f"{ROOM}?phase=9").status_code == 200
    assert rooms.send(client, f"{ROOM}/9", opens="", closes="", reason=REASON).status_code == 404


# --- Pausing and going on


def test_a_paused_vote_says_so_everywhere_and_goes_on_with_its_time(house: House):
    client, before = house.staff(Role.MANAGER, "en"), visits.phase(house, PhaseKind.VOTE)
    page = client.get(f"{ROOM}?phase=2")
    assert visits.form(page, "/2/pause").send(client, pause_reason=REASON).status_code == 303
    visitor = house.visitor()
    assert "The vote is paused" in rooms.words(visitor.get(visits.path("ballot", lang="en", position=2)))
    assert "paused" in rooms.words(visitor.get(visits.path("campaign", lang="en")))
    assert f"A phase was paused. Reason: {REASON}" in rooms.words(visitor.get(visits.path("history", lang="en")))
    slip = visitor.get(visits.path("slip", lang="en", position=2, number=1))
    assert visits.forms(slip) == []
    assert "This vote is paused. Please try again later." in rooms.words(slip)
    page = client.get(f"{ROOM}?phase=2")
    assert visits.form(page, "/2/go-on").send(client).status_code == 303
    assert visits.phase(house, PhaseKind.VOTE).closes > before.closes
    assert visits.vote(house, visitor, 1, "noemie@example.org").status_code in {200, 303}


def test_paused_ideas_are_not_taken_and_the_page_says_why(house: House):
    client = house.staff(Role.MANAGER, "en")
    assert visits.form(client.get(f"{ROOM}?phase=1"), "/1/pause").send(client, pause_reason=REASON).status_code == 303
    page = house.visitor().get(visits.path("submit", lang="nl"))
    assert "De ideeën staan op pauze" in rooms.words(page)


def test_a_pause_without_a_reason_is_refused_beside_its_field(house: House):
    client = house.staff(Role.MANAGER, "en")
    answer = visits.form(client.get(f"{ROOM}?phase=2"), "/2/pause").send(client, pause_reason=" ")
    assert (answer.status_code, list(rooms.wrong(answer))) == (422, ["pause_reason"])
    assert rooms.records(house, "phase.paused") == []


# --- One phase more


PARTY = clock.now() + 90 * DAY


def added(client, **typed: str):
    """Fill in one phase more and send it."""
    day = PARTY
    given = {
        "kind": "announcement",
        "new_opens": moments.typed(day, ZONE),
        "new_closes": moments.typed(day + DAY, ZONE),
        "new_reason": REASON,
        **{f"name_{lang}": f"La fête {lang}" for lang in LANGUAGES},
    }
    return visits.form(client.get(ROOM), "/phases").send(client, **given | typed)


def test_a_phase_is_added_and_stands_on_the_public_line(house: House):
    client = house.staff(Role.MANAGER, "en")
    for _ in range(2):
        assert added(client).status_code == 303
    assert "La fête nl" in rooms.words(house.visitor().get(visits.path("campaign", lang="nl")))
    assert "A phase was added." in rooms.words(house.visitor().get(visits.path("history", lang="en")))
    assert len(rooms.records(house, "phase.added")) == 1


def test_what_is_wrong_with_a_new_phase_stands_beside_its_fields(house: House):
    client = house.staff(Role.MANAGER, "en")
    answer = added(client, new_opens="", name_nl="")
    assert rooms.wrong(answer) == {"new_opens": "Please give a day and a time."}
    answer = added(client, new_closes=moments.typed(clock.now(), ZONE), name_nl="", new_reason="")
    assert sorted(rooms.wrong(answer)) == ["name_nl", "new_closes", "new_reason"]
    assert visits.form(answer, "/phases").fields["name_fr"] == "La fête fr"
    assert added(client, kind="battle").status_code == 404
    assert rooms.records(house, "phase.added") == []


def test_a_moderator_neither_pauses_nor_adds(house: House):
    client = house.staff(Role.MODERATOR)
    for path in ("/2/pause", "/2/go-on", "/2/remove", ""):
        assert rooms.send(client, rooms.room("phases") + path, pause_reason=REASON).status_code == 403
