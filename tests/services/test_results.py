"""Closing a result and picking: what is frozen, what is owed a reason, who sees figures when."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from contest.db import new_id, reading, transaction
from contest.models import Announcement, Audit, Entry, PhaseWindow, Tally
from contest.queries import blockers
from contest.queries import results as figures
from contest.rules import announcements
from contest.rules.ballots import Outcome
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import ballots, results, sequencer
from tests.services.polls import HOUR, clock, make_poll, make_staff, stranger


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar", "paprika")


def fill(poll, **votes: int) -> None:
    for name, number in votes.items():
        for _ in range(number):
            poll.cast(poll.participant(), name)


def close(poll):
    return results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())


def pick(poll, name: str, rank: int = 1, reason: str = ""):
    results.pick(poll.campaign, poll.phase, poll.entries[name], rank=rank, reason=reason, by=poll.staff, now=clock())


def refusal(act, *arguments, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return [objection.key for objection in refused.value.objections]


def audits(verb: str) -> list[Audit]:
    return list(reading().scalars(select(Audit).where(Audit.verb == verb).order_by(Audit.id)))


def picked(poll) -> list[tuple[int, str, str]]:
    names = {entry: name for name, entry in poll.entries.items()}
    return [(row.rank, names[row.entry_id], row.reason) for row in figures.selections(poll.campaign, poll.phase)]


def test_closing_freezes_the_figures_of_every_ballot(poll):
    fill(poll, salt=2, vinegar=1)
    voter = poll.participant()
    poll.cast(voter, "salt")
    poll.cast(voter, "paprika", change=True)
    poll.cast(stranger(), "salt")
    gone = poll.participant()
    poll.cast(gone, "vinegar")
    ballots.withdraw(poll.campaign, voter_key=gone.voter_key, now=clock())
    poll.over()
    frozen = close(poll)
    salt, vinegar, paprika = (str(poll.entries[name]) for name in ("salt", "vinegar", "paprika"))
    assert frozen == {
        "formula": "one-choice/1",
        "received": 7,
        "pending": 1,
        "counted": 4,
        "held": 0,
        "excluded": 0,
        "superseded": 1,
        "withdrawn": 1,
        "for_unpublished": 0,
        "of": 4,
        "tie": False,
        "set_aside": [],
        "exclusions": [],
        "ranking": [
            {"entry": salt, "votes": 2, "rank": 1, "tied": False},
            {"entry": vinegar, "votes": 1, "rank": 2, "tied": True},
            {"entry": paprika, "votes": 1, "rank": 2, "tied": True},
        ],
    }
    row = figures.result(poll.campaign, poll.phase)
    assert (row.formula, row.figures, row.closed_by) == ("one-choice/1", frozen, poll.staff)
    (record,) = audits("result.closed")
    assert (record.ref, record.details) == (poll.phase, {"received": 7, "counted": 4, "tie": False})


def test_closing_again_answers_what_is_frozen(poll):
    fill(poll, salt=1)
    poll.over()
    first = close(poll)
    with transaction() as session:
        session.execute(update(Entry).values(state=EntryState.REMOVED))
    assert close(poll) == first
    assert len(audits("result.closed")) == 1


def test_two_who_close_at_once_freeze_one_result(app, poll):
    fill(poll, salt=3)
    poll.over()
    reading().commit()
    answers = []

    def act() -> None:
        with app.app_context():
            answers.append(close(poll))

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [answers[0]] * 4
    assert len(audits("result.closed")) == 1


@pytest.mark.parametrize(
    ("ago", "reason"),
    [
        (-HOUR, "result_vote_open"),
        (timedelta(0), "result_grace_open"),
        (timedelta(minutes=29), "result_grace_open"),
    ],
)
def test_a_result_waits_for_the_close_and_the_grace_period(poll, ago, reason):
    poll.over(ago)
    assert refusal(close, poll) == [reason]
    assert figures.result(poll.campaign, poll.phase) is None


def test_without_a_grace_period_it_closes_with_the_vote(app):
    with app.app_context():
        poll = make_poll("salt", grace_minutes=0)
        poll.over(timedelta(0))
        assert close(poll)["counted"] == 0


def test_a_tally_that_does_not_agree_is_not_frozen(poll):
    fill(poll, salt=1)
    sequencer.run(clock())
    with transaction() as session:
        session.execute(update(Tally).values(votes=9))
    poll.over()
    assert refusal(close, poll) == ["result_mismatch"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_while_a_transaction_holds_the_log_back_a_result_is_not_closed(app, poll):
    begun, end = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), transaction() as session:
            session.execute(update(Entry).where(Entry.name == "paprika").values(folded="x"))
            begun.set()
            end.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    begun.wait()
    fill(poll, salt=1)
    poll.over()
    assert refusal(close, poll) == ["result_counting"]
    end.set()
    thread.join()
    assert close(poll)["counted"] == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_closing_waits_for_a_ballot_that_has_read_the_clock_and_not_yet_locked_its_phase(app):
    with app.app_context():
        poll = make_poll("salt", grace_minutes=0)
        voter = poll.participant()
        poll.over(timedelta(0))
        reading().commit()
        frozen: list[dict] = []

        def act() -> None:
            with app.app_context():
                frozen.append(close(poll))

        closing = threading.Thread(target=act)
        with transaction() as session:
            # What an INSERT of a ballot takes before it does anything else.
            session.execute(text("LOCK TABLE ballot IN ROW EXCLUSIVE MODE"))
            closing.start()
            closing.join(0.5)
            assert closing.is_alive()
            # It had found the vote open.
            windows = update(PhaseWindow).where(PhaseWindow.phase_id == poll.phase)
            session.execute(windows.values(closes=clock() + HOUR))
            assert poll.cast(voter, "salt").outcome is Outcome.COUNTED
        closing.join()
        assert frozen[0]["counted"] == 1


def test_votes_for_an_entry_that_is_gone_are_told_apart(poll):
    fill(poll, salt=2, vinegar=1)
    with transaction() as session:
        session.execute(update(Entry).where(Entry.id == poll.entries["salt"]).values(state=EntryState.REMOVED))
    poll.over()
    frozen = close(poll)
    assert (frozen["counted"], frozen["for_unpublished"]) == (3, 2)
    assert [row["votes"] for row in frozen["ranking"]] == [1, 0]


def test_the_first_of_a_clear_result_is_picked_without_a_reason(poll):
    fill(poll, salt=2, vinegar=1)
    poll.over()
    close(poll)
    pick(poll, "salt")
    assert picked(poll) == [(1, "salt", "")]
    (record,) = audits("selection.picked")
    assert (record.ref, record.details["entry"]) == (poll.phase, str(poll.entries["salt"]))


def test_a_departure_and_a_tie_are_owed_a_reason(poll):
    fill(poll, salt=2, vinegar=2, paprika=1)
    poll.over()
    close(poll)
    assert refusal(pick, poll, "salt") == ["pick_needs_reason"]
    assert refusal(pick, poll, "paprika") == ["pick_needs_reason"]
    assert refusal(pick, poll, "paprika", reason="  ") == ["pick_needs_reason"]
    pick(poll, "paprika", reason="The others cannot be made.")
    pick(poll, "salt", rank=2, reason="Received first.")
    assert picked(poll) == [(1, "paprika", "The others cannot be made."), (2, "salt", "Received first.")]


def test_another_pick_replaces_the_one_before(poll):
    fill(poll, salt=2, vinegar=1)
    poll.over()
    close(poll)
    pick(poll, "salt")
    pick(poll, "salt", rank=2, reason="Moved down.")
    pick(poll, "vinegar", reason="Moved up.")
    pick(poll, "vinegar", reason="Moved up.")
    assert picked(poll) == [(1, "vinegar", "Moved up."), (2, "salt", "Moved down.")]


def test_before_the_close_and_after_the_announcement_nobody_is_picked(poll):
    assert refusal(pick, poll, "salt") == ["result_not_closed"]
    fill(poll, salt=1)
    poll.over()
    close(poll)
    pick(poll, "salt")
    announce(poll, clock() - HOUR)
    assert refusal(pick, poll, "vinegar") == ["pick_needs_reason", "pick_announced"]
    assert picked(poll) == [(1, "salt", "")]


def test_only_an_entry_of_the_result_is_picked(poll):
    poll.over()
    close(poll)
    poll.entry("late")
    assert refusal(pick, poll, "late", reason="Liked it.") == ["pick_not_in_result"]


def announce(poll, opens) -> None:
    with transaction() as session:
        row = Announcement(
            campaign_id=poll.campaign,
            phase_id=poll.phase,
            opens=opens,
            texts={},
            written_by=poll.staff,
            changed_at=opens,
        )
        session.merge(row)


def public(poll):
    return figures.public_figures(poll.campaign, poll.phase, clock())


def seen(poll) -> list[bool]:
    """Whether the public sees figures: while it runs, closed, with an announcement waiting, announced."""
    fill(poll, salt=1)
    sequencer.run(clock())
    found = [public(poll) is not None]
    poll.over()
    found.append(public(poll) is not None)
    close(poll)
    found.append(public(poll) is not None)
    announce(poll, clock() + HOUR)
    found.append(public(poll) is not None)
    announce(poll, clock() - HOUR)
    found.append(public(poll) is not None)
    return found


@pytest.mark.parametrize(
    ("exposure", "expected"),
    [
        ("live", [True, True, True, True, True]),
        ("after_close", [False, False, True, False, True]),
        ("announced", [False, False, False, False, True]),
    ],
)
def test_figures_are_hidden_until_the_settings_say(app, exposure, expected):
    with app.app_context():
        assert seen(make_poll("salt", exposure=exposure)) == expected


def test_live_figures_are_hidden_before_the_vote_opens(app):
    with app.app_context():
        poll = make_poll("salt", exposure="live")
        poll.move(opens=HOUR, closes=2 * HOUR)
        assert public(poll) is None


def test_what_is_no_vote_has_no_figures(poll):
    assert figures.public_figures(poll.campaign, poll.staff, clock()) is None


def test_figures_come_in_pages_with_ranks_and_ties_that_look_beyond_the_page(app):
    with app.app_context():
        poll = make_poll("a", "b", "c", "d", "e", exposure="live")
        fill(poll, a=1, b=2, c=2, d=1)
        sequencer.run(clock())
        lines, after = [], None
        while True:
            page = figures.public_figures(poll.campaign, poll.phase, clock(), after=after, limit=1)
            lines += [(line.name, line.votes, line.rank, line.tied) for line in page.lines]
            assert (page.counted, page.final) == (6, False)
            after = page.next
            if after is None:
                break
        assert lines == [("b", 2, 1, True), ("c", 2, 1, True), ("a", 1, 3, True), ("d", 1, 3, True)]
        whole = figures.public_figures(poll.campaign, poll.phase, clock())
        assert [(line.name, line.votes, line.rank, line.tied) for line in whole.lines] == lines
        assert [round(line.share, 3) for line in whole.lines] == [0.333, 0.333, 0.167, 0.167]


def test_figures_leave_out_entries_that_are_not_published(app):
    with app.app_context():
        poll = make_poll("a", "b", exposure="live")
        fill(poll, a=2, b=1)
        sequencer.run(clock())
        with transaction() as session:
            session.execute(update(Entry).where(Entry.name == "a").values(state=EntryState.REMOVED))
        page = figures.public_figures(poll.campaign, poll.phase, clock())
        assert [(line.name, line.rank) for line in page.lines] == [("b", 1)]
        assert page.counted == 3


def test_standings_are_empty_before_the_close_and_frozen_after(poll):
    fill(poll, salt=3, vinegar=1)
    assert figures.standings(poll.campaign, poll.phase) == []
    poll.over()
    close(poll)
    first = figures.standings(poll.campaign, poll.phase)[0]
    assert (first.entry_id, first.votes, first.rank, first.tied, first.share) == (
        poll.entries["salt"],
        3,
        1,
        False,
        0.75,
    )


def test_a_second_person_signs_where_the_vote_asks_for_one_and_nothing_is_announced_before(app):
    with app.app_context():
        poll, other = make_poll("salt", "vinegar", two_sign=True), new_id()
        poll.cast(poll.participant(), "salt")
        with transaction() as session:
            session.add(make_staff(other, clock()))
        poll.over()
        assert refusal(sign, poll, other) == ["result_not_closed"]
        close(poll)
        assert refusal(sign, poll, poll.staff) == ["sign_same_person"]
        texts = {"en": {"headline": "Salt", "story": "It was."}}
        known = blockers.facts(
            poll.campaign, poll.phase, languages=["en"], texts=texts, opens=clock() + HOUR, now=clock()
        )
        missing = {"announcement_not_signed", "announcement_no_winner"}
        assert {reason.key for reason in announcements.blockers(known)} == missing
        for _ in range(2):
            sign(poll, other)
        assert figures.is_signed(poll.campaign, poll.phase)
        assert len(audits("result.signed")) == 1


def sign(poll, by) -> None:
    results.sign(poll.campaign, poll.phase, by=by, now=clock())
