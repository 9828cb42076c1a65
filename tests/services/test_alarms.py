"""Alarms: told to who is on duty, else to the owners; once an hour; and that it is over."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from contest.db import reading, transaction
from contest.models import Alarm, Duty, Entry, Outbox, Recurring
from contest.queries import duties
from contest.rules.alarms import QUIET, Condition
from contest.rules.objections import Refused
from contest.services import alarms
from contest.services import duties as acts
from contest.services.alarms import Room
from tests.services import colleagues
from tests.services.contests import DAY, HOUR, Contest, keys_of, make_contest, queued, rows

MINUTE = timedelta(minutes=1)
LATE = Condition.QUEUE_LATE
PLENTY, FULL = Room(500 << 30, 1000 << 30), Room(1 << 30, 1000 << 30)


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        made = make_contest()
        colleagues.owner(now=made.now)
        yield made


def told(*conditions: Condition) -> list[tuple[str, str]]:
    """Whom an alarm was told, and whether that it is over."""
    of = {alarm.id.hex for alarm in reading().scalars(select(Alarm)) if alarm.condition in conditions}
    return [(row.ids["staff"], row.ids["over"]) for row in queued("mail.alarm") if row.ids["alarm"] in of]


def look(contest: Contest, after: timedelta, room: Room | None = PLENTY) -> list[Condition]:
    alarms.look(room, contest.now + after)
    return [one.condition for one in duties.open_alarms()]


def is_late(contest: Contest, after: timedelta) -> bool:
    """Whether a look so much later finds the queue late; it finds the clocks apart too, set by this test."""
    return LATE in look(contest, after)


def late(contest: Contest, by: timedelta = 25 * HOUR) -> None:
    entry = contest.pending()
    with transaction() as session:
        session.execute(update(Entry).where(Entry.id == entry).values(waiting_since=contest.now - by))
        # What confirmed it has left; it would be late too.
        session.execute(update(Outbox).values(done_at=contest.now))


def test_who_is_on_duty_is_told_at_once_hourly_and_that_it_is_over(contest: Contest):
    late(contest)
    acts.plan(
        contest.ana, contest.campaign, begins=contest.now - HOUR, ends=contest.now + DAY, by=contest.bo, now=contest.now
    )
    acts.plan(contest.bo, None, begins=contest.now + HOUR, ends=contest.now + DAY, by=contest.bo, now=contest.now)
    ana, bo = contest.ana.hex, contest.bo.hex
    assert look(contest, 0 * MINUTE) == [LATE]
    assert told(LATE) == [(ana, "no")]
    for minute in (1, 2, 30, 59):
        look(contest, minute * MINUTE)
    assert told(LATE) == [(ana, "no")], "no flood"
    look(contest, 61 * MINUTE)
    assert sorted(told(LATE)) == sorted([(ana, "no"), (ana, "no"), (bo, "no")])
    with transaction() as session:
        session.execute(update(Entry).values(waiting_since=contest.now + 61 * MINUTE))
    assert is_late(contest, 62 * MINUTE), "what comes and goes is one"
    assert not is_late(contest, 62 * MINUTE + QUIET)
    assert sorted(told(LATE)) == sorted([(ana, "no"), (ana, "no"), (bo, "no"), (ana, "yes"), (bo, "yes")])
    assert rows(Alarm, Alarm.condition == LATE) == 1


def test_without_anybody_on_duty_the_owners_are_told_and_every_condition_has_its_words(contest: Contest):
    with transaction() as session:
        session.add(Recurring(name="sweep", next_at=contest.now, error="KeyError at x.py:1"))
        for number, more in enumerate(
            ({"error": "later"}, {"dead_at": contest.now, "attempts": 12}, {"dead_at": contest.now, "attempts": 1})
        ):
            session.add(
                Outbox(
                    kind="mail.sign_in",
                    dedupe_key=str(number),
                    ids={},
                    lang="nl",
                    lane=1,
                    not_before=contest.now - HOUR,
                    created_at=contest.now - HOUR,
                    **more,
                )
            )
    found = look(contest, 0 * MINUTE, FULL)
    assert set(found) == {Condition.MAIL_STUCK, Condition.NOT_DELIVERED, Condition.JOB_FAILED, Condition.DISK_LOW}
    assert len(told(*found)) == 4
    assert {one.facts["num"] for one in duties.open_alarms() if one.condition is Condition.NOT_DELIVERED} == {1}
    assert look(contest, 10 * MINUTE, None).count(Condition.CLOCK_OFF) == 1, "ten minutes before the database"


def test_a_shift_is_planned_once_and_a_note_left_once(contest: Contest):
    now, given = contest.now, {"by": contest.ana, "now": contest.now}
    for _ in range(2):
        acts.plan(contest.bo, None, begins=now, ends=now + HOUR, **given)
        acts.hand_over("Alles rustig.", submit_key="k", **given)
    assert [one.first_name for one in duties.on_duty(now)] == ["Bo"]
    assert (duties.on_duty(now - MINUTE), duties.on_duty(now + HOUR)) == ([], [])
    assert [note.text for note in duties.notes(now)] == ["Alles rustig."]
    for begins, ends, key in (
        (now, now, "shift_order"),
        (now - DAY, now - HOUR, "shift_order"),
        (now, now + 32 * DAY, "shift_too_long"),
    ):
        with pytest.raises(Refused) as refused:
            acts.plan(contest.bo, None, begins=begins, ends=ends, **given)
        assert [one for one, _ in keys_of(refused.value)] == [key]
    shift = reading().scalars(select(Duty.id)).one()
    for _ in range(2):
        acts.take_out(shift, **given)
    assert rows(Duty) == 0
