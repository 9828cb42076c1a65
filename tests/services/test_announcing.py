"""Finalists, the second person, links under embargo, who is told, and the prize on its way."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update

from contest.db import database as db
from contest.db import new_id, own_session, reading, transaction
from contest.models import (
    Announcement,
    AnnouncementWish,
    Audit,
    Campaign,
    Entry,
    Outbox,
    Phase,
    Staff,
)
from contest.queries import announcements as asked
from contest.queries import embargoes as links
from contest.queries import prizes
from contest.rules.announcements import Mark
from contest.rules.entries import EntryState
from contest.rules.phases import PhaseKind
from contest.rules.prizes import Step
from contest.services import announcements, embargoes, finalists, keys, reminders, results, wishes
from contest.services import prizes as acts
from contest.services.mails import House, Needless, NotYet, Wanted, write
from tests.services import winners
from tests.services.polls import HOUR, Poll, clock, make_poll
from tests.services.winners import refusal

HERE = House("https://contest.example", "Contest <contest@contest.example>")


@pytest.fixture
def poll(app):
    """A vote whose winner has accepted, and a phase before it that sends finalists on."""
    with app.app_context():
        poll = make_poll("salt", "vinegar", "ghost")
        for name in ("salt", "vinegar"):
            poll.worded(name)
        poll.cast(poll.participant(), "salt")
        poll.over()
        results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
        winners.pick(poll, "salt")
        poll.accepted("salt")
        yield poll


def before(poll: Poll) -> Poll:
    """The same contest's phase before the vote, as what is announced is asked of."""
    phase, now = new_id(), clock()
    given = {"position": 9, "kind": PhaseKind.SUBMISSION, "opens": now - 99 * HOUR, "closes": now - 60 * HOUR}
    with transaction() as session:
        session.add(Phase(campaign_id=poll.campaign, id=phase, settings={}, **given))
    return Poll(poll.campaign, phase, poll.staff, poll.entries)


def colleague(poll: Poll) -> Poll:
    """The same at another desk."""
    with transaction() as session:
        row = {"address": f"{new_id().hex}@desk.invalid", "first_name": "Ines", "title": "", "lang": "en"}
        someone = Staff(id=new_id(), created_at=clock(), **row)
        session.add(someone)
    return Poll(poll.campaign, poll.phase, someone.id, poll.entries)


def send_on(poll: Poll, *numbers: int, reason: str = "The best of the shelf.") -> None:
    finalists.pick(poll.campaign, poll.phase, numbers, reason=reason, by=poll.staff, now=clock())


def release(poll: Poll):
    return announcements.release(poll.campaign, poll.phase, by=poll.staff, now=clock())


def test_finalists_are_announced_by_the_clock_and_marked_from_that_second_on(poll: Poll):
    sending, opens = before(poll), clock().replace(microsecond=0) + HOUR
    assert refusal(winners.announce, sending) == [("announcement_no_finalists", "")]
    assert refusal(send_on, sending, 7, reason=" ") == [("finalist_unknown", "numbers"), ("words_missing", "reason")]
    assert refusal(send_on, sending) == [("finalists_missing", "numbers")]
    with pytest.raises(LookupError):
        send_on(poll, 1)
    send_on(sending, 1)
    send_on(sending, 2, 1, 2)
    winners.announce(sending, opens)
    assert refusal(send_on, sending, 1) == [("pick_scheduled", "")]
    early = opens - timedelta(microseconds=1)
    assert (asked.marks(poll.campaign, early), asked.every(poll.campaign, early)) == ({}, ())
    assert asked.marks(poll.campaign, opens) == {
        poll.entries["vinegar"]: Mark.FINALIST,
        poll.entries["salt"]: Mark.FINALIST,
    }
    found = asked.latest(poll.campaign, opens, finalists=True)
    assert found is not None
    assert ([one.name for one in found.picked], found.winners) == (["vinegar", "salt"], ())
    assert asked.latest(poll.campaign, opens) is None
    winners.announce(poll, opens)
    assert asked.marks(poll.campaign, opens)[poll.entries["salt"]] is Mark.WINNER
    assert [one.of_finalists for one in asked.every(poll.campaign, opens)].count(True) == 1
    with transaction() as session:
        session.execute(update(Entry).where(Entry.id == poll.entries["vinegar"]).values(state=EntryState.REMOVED))
    assert [one.name for one in asked.latest(poll.campaign, opens, finalists=True).picked] == ["salt"]
    assert refusal(winners.announce, sending) == [("announcement_finalist_gone", "")]


def test_where_two_are_asked_for_one_opens_only_once_another_person_has_released_it(poll: Poll):
    second = colleague(poll)
    with transaction() as session:
        session.execute(update(Campaign).where(Campaign.id == poll.campaign).values(two_announce=True))
    assert refusal(release, second) == [("release_none", "")]
    winners.announce(poll)
    now = clock() + HOUR
    assert (asked.shown(poll.campaign, poll.phase, now), asked.next_opening(poll.campaign, clock())) == (None, None)
    assert asked.is_waiting(poll.campaign, poll.phase, now)
    assert refusal(release, poll) == [("release_same_person", "")]
    assert refusal(embargo, poll) == [("embargo_not_waiting", "")]
    opened = release(second)
    assert (release(second), asked.shown(poll.campaign, poll.phase, clock()) is not None) == (opened, True)
    # What is public is amended by one, in the open; what is moved to another hour waits for both again.
    assert winners.announce(poll) == opened
    assert asked.is_shown(poll.campaign, poll.phase, clock())
    opens = winners.announce(poll, clock() + HOUR)
    assert not asked.is_shown(poll.campaign, poll.phase, opens)
    assert refusal(release, poll) == [("release_same_person", "")]
    assert release(second) == opens
    assert asked.is_shown(poll.campaign, poll.phase, opens)
    of = select(Audit.verb).where(Audit.verb.startswith("announcement.")).order_by(Audit.at, Audit.id)
    assert list(reading().scalars(of)) == [
        *("announcement.written", "announcement.published", "announcement.published"),
        *("announcement.written", "announcement.released"),
    ]


def embargo(poll: Poll, name: str = "Ada", ends: timedelta = HOUR):
    given = {"name": name, "medium": "De Standaard", "ends": clock() + ends}
    return embargoes.make(poll.campaign, poll.phase, by=poll.staff, now=clock(), **given)


def test_a_link_under_embargo_is_opened_with_a_promise_noted_revoked_and_listed_afterwards(poll: Poll):
    assert refusal(embargo, poll, " ", -HOUR) == [
        ("field_missing", "name"),
        ("embargo_ends_past", "ends"),
        ("embargo_not_waiting", ""),
    ]
    opens = clock().replace(microsecond=0) + HOUR
    winners.announce(poll, opens)
    made, other = embargo(poll), embargo(poll, "Bart")
    now = clock()
    row = links.one(poll.campaign, made)
    assert keys.embargo_of(poll.campaign, keys.embargo_token(poll.campaign, made)) == made
    first = embargoes.open_link(poll.campaign, made, now=now)
    embargoes.open_link(poll.campaign, made, now=now)
    later = now + embargoes.LOOKS
    assert [embargoes.is_open(row, first, at) for at in (now, later)] == [True, False]
    assert not embargoes.is_open(links.one(poll.campaign, other), first, now)
    assert [(one.embargo.name, one.openings) for one in links.of(poll.campaign, poll.phase)] == [
        ("Bart", 0),
        ("Ada", 2),
    ]
    assert links.listed(poll.campaign, now) == ()
    assert [(one.name, one.medium, one.openings) for one in links.listed(poll.campaign, opens)] == [
        ("Ada", "De Standaard", 2),
        ("Bart", "De Standaard", 0),
    ]
    for _ in range(2):
        embargoes.revoke(poll.campaign, poll.phase, made, by=poll.staff, now=clock())
    assert refusal(embargoes.open_link, poll.campaign, made, now=clock()) == [("embargo_over", "")]
    assert not embargoes.is_open(links.one(poll.campaign, made), first, now)
    announcements.withdraw(poll.campaign, poll.phase, reason="Not yet.", by=poll.staff, now=clock())
    assert refusal(embargoes.open_link, poll.campaign, other, now=clock()) == [("embargo_over", "")]
    with pytest.raises(LookupError):
        embargoes.revoke(poll.campaign, new_id(), other, by=poll.staff, now=clock())
    told = list(
        reading().scalars(select(Audit.verb).where(Audit.verb.startswith("embargo.")).order_by(Audit.at, Audit.id))
    )
    assert told == [*["embargo.made"] * 2, *["embargo.opened"] * 2, "embargo.revoked"]


def wish(poll: Poll, number: int) -> None:
    sealed = keys.seal_address(poll.campaign, f"told{number}@example.org")
    wishes.note(poll.campaign, voter_key=f"{number:064x}", address_sealed=sealed, lang="fr", now=clock())


def queued() -> int:
    return reading().scalar(select(func.count()).where(Outbox.kind == wishes.KIND)) or 0


def test_who_asked_to_know_is_told_once_in_batches_whatever_breaks_in_between(app: Flask, poll: Poll):
    many = 2 * wishes.AT_ONCE + 20
    sealed = keys.seal_address(poll.campaign, "told@example.org")
    row = {"campaign_id": poll.campaign, "address_sealed": sealed, "lang": "fr", "at": clock()}
    ids = sorted(new_id() for _ in range(many))
    rows = [row | {"id": one, "voter_key": f"{number:064x}"} for number, one in enumerate(ids)]
    with transaction() as session:
        session.execute(insert(AnnouncementWish), rows)
    wish(poll, 0)
    opens = winners.announce(poll, clock() + HOUR)
    assert (wishes.queue_due(clock()), queued()) == (False, 0)
    # It begins, and then goes on.
    assert (wishes.queue_due(opens), queued()) == (True, 0)
    assert (wishes.queue_due(opens), queued()) == (True, wishes.AT_ONCE)
    # The second batch breaks in its middle: nothing of it is left, and it is made anew.
    with transaction() as session:
        broken = {"campaign_id": poll.campaign, "kind": "mail.test", "ids": {}, "lang": "fr", "lane": 2}
        key = f"{wishes.KIND}:{poll.phase.hex}:{rows[wishes.AT_ONCE + 20]['id'].hex}"
        session.add(Outbox(dedupe_key=key, not_before=opens, created_at=opens, **broken))
    with pytest.raises(Exception, match="dedupe_key"):
        wishes.queue_due(opens)
    assert (queued(), wishes.telling(poll.campaign, poll.phase).queued) == (wishes.AT_ONCE, wishes.AT_ONCE)
    with transaction() as session:
        session.execute(delete(Outbox).where(Outbox.dedupe_key == key))
    while wishes.queue_due(opens):
        pass
    telling = wishes.telling(poll.campaign, poll.phase)
    assert (queued(), telling.queued, telling.done_at) == (many, many, opens)
    lanes = reading().execute(select(Outbox.lane, Outbox.lang).where(Outbox.kind == wishes.KIND).distinct()).all()
    assert [tuple(one) for one in lanes] == [(2, "fr")]
    said = app.test_cli_runner().invoke(args=["mail", "told", f"poll-{poll.campaign.hex}"]).output
    assert said.endswith(
        f"queued {many} in 0 s, left 0, waiting {many}, needless 0, given up 0, sent twice at most 0\n"
    )
    # The mail names who won only while that is shown; who stopped gets none.
    first = Wanted(wishes.KIND, poll.campaign, {"phase": poll.phase.hex, "wish": rows[0]["id"].hex}, "fr")
    with pytest.raises(Needless):
        write(HERE, first, now=opens - timedelta(seconds=1))
    mail = write(HERE, first, now=opens)
    assert (mail.address, "salt – Nadia R." in mail.letter.plain) == ("told@example.org", True)
    with transaction() as session:
        session.execute(update(Campaign).values(crisis={"results": opens.isoformat()}))
    with pytest.raises(NotYet):
        write(HERE, first, now=opens)
    with transaction() as session:
        session.execute(update(Campaign).values(crisis={}))
    token = keys.wish_token(poll.campaign, rows[0]["id"])
    assert f"/stop/{token}" in mail.letter.plain
    wishes.stop(poll.campaign, keys.wish_of(poll.campaign, token), now=clock())
    with pytest.raises(Needless):
        write(HERE, first, now=opens)
    assert wishes.sweep(now=opens + wishes.FULFILLED) == 0
    assert wishes.sweep(now=opens + wishes.FULFILLED + HOUR) == wishes.AT_ONCE


def test_a_wish_committed_late_or_under_an_older_key_is_told_and_one_of_afterwards_of_the_next(app: Flask, poll: Poll):
    def late() -> None:
        with own_session(engine), transaction():
            wishes.note(poll.campaign, voter_key="9" * 64, address_sealed=b"", lang="fr", now=now)
            noted.set()
            assert others_are_told.wait(60)

    def tell() -> int:
        while wishes.queue_due(now):
            pass
        return queued()

    engine, noted, others_are_told = db.engine, threading.Event(), threading.Event()
    wish(poll, 1)
    now = winners.announce(poll)
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(late)
        assert noted.wait(60)
        if engine.dialect.name == "postgresql":
            assert tell() == 1
        # On SQLite nobody writes before it has ended.
        others_are_told.set()
        waits.result()
    assert tell() == 2
    # As a machine whose clock is behind makes it, in a transaction that began before.
    older = {"campaign_id": poll.campaign, "id": UUID(int=1), "voter_key": "8" * 64, "at": now}
    with transaction() as session:
        session.add(AnnouncementWish(**older, address_sealed=b"", lang="fr"))
    assert tell() == 3
    wish(poll, 2)
    assert tell() == 3
    next_one = {"campaign_id": poll.campaign, "phase_id": new_id()}
    phase = {"position": 9, "kind": PhaseKind.VOTE, "opens": now - HOUR, "closes": now, "settings": {}}
    with transaction() as session:
        session.add(Phase(campaign_id=poll.campaign, id=next_one["phase_id"], **phase))
        session.flush()
        session.add(Announcement(**next_one, opens=now, texts={}, written_by=poll.staff, changed_at=now))
    assert tell() == 3 + 4
    tellings = [wishes.telling(poll.campaign, one) for one in (poll.phase, next_one["phase_id"])]
    assert [(one.number, one.queued, one.done_at) for one in tellings] == [(1, 3, now), (2, 4, now)]


def test_a_prize_goes_step_by_step_to_its_winner_who_reads_it_and_is_mailed_when_it_is_sent(poll: Poll):
    def move(step: Step, tracking: str = "", note: str = "") -> None:
        entry = poll.entries["salt"]
        given = {"tracking": tracking, "note": note, "by": poll.staff, "now": clock()}
        acts.move(poll.campaign, poll.phase, entry, step, **given)

    assert refusal(move, Step.SENT) == [("prize_step_not_next", "step"), ("prize_tracking_missing", "tracking")]
    for step in (Step.AGREED, Step.AGREED, Step.DECLINED, Step.AGREED, Step.ORDERED):
        move(step)
    move(Step.SENT, " BE 123 ", "With a ribbon.")
    move(Step.SENT, "BE 123")
    move(Step.DELIVERED)
    assert refusal(move, Step.AGREED) == [("prize_step_not_next", "step")]
    taken = prizes.steps(poll.campaign, poll.phase, poll.entries["salt"])
    assert [one.step.value for one in taken] == ["delivered", "sent", "ordered", "agreed", "declined", "agreed"]
    assert (taken[1].tracking, taken[1].note) == ("BE 123", "With a ribbon.")
    (row,) = reading().scalars(select(Outbox).where(Outbox.kind == "mail.prize_sent"))
    letter = write(HERE, Wanted(row.kind, row.campaign_id, row.ids, row.lang), now=clock()).letter
    assert ("BE 123" in letter.plain, "With a ribbon." in letter.html) == (True, True)
    with pytest.raises(LookupError):
        acts.move(poll.campaign, poll.phase, new_id(), Step.AGREED, tracking="", note="", by=poll.staff, now=clock())


def test_a_wish_for_what_is_announced_is_asked_for_like_any_reminder_and_ended_by_its_link(poll: Poll):
    phase, now = new_id(), clock()
    given = {"position": 9, "kind": PhaseKind.ANNOUNCEMENT, "opens": now - HOUR, "closes": now + HOUR}
    with transaction() as session:
        session.add(Phase(campaign_id=poll.campaign, id=phase, settings={}, **given))
    reminders.ask(poll.campaign, phase, address="ada@example.org", lang="fr", now=now)
    (ids,) = reading().scalars(select(Audit.ref).where(Audit.verb == "reminder.asked"))
    for _ in range(2):
        reminders.confirm(poll.campaign, ids, now=now)
    assert (wishes.count(poll.campaign), reminders.queue_due(now)) == (1, False)
    reminders.stop(poll.campaign, ids, now=now)
    assert wishes.count(poll.campaign) == 0
    winners.announce(poll)
    assert refusal(reminders.ask, poll.campaign, phase, address="a@example.org", lang="fr", now=clock()) == [
        ("reminder_too_late", "")
    ]
