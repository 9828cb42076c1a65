"""Phases and the windows made from them; dates moved with a reason."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from contest.db import reading, transaction
from contest.models import Audit, Campaign, PhaseWindow, Visibility
from contest.queries import campaigns
from contest.queries import phases as asked
from contest.rules.ballots import Outcome
from contest.rules.objections import Refused
from contest.rules.papers import one
from contest.rules.phases import PhaseKind
from contest.services import ballots, schedule
from contest.services.schedule import PlannedPhase
from tests.services.polls import HOUR, at, clock, make_poll, stranger


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt")


def change(poll, *, opens=None, closes=None, reason="The mail was late."):
    phase = asked.at_position(poll.campaign, 1)
    schedule.change(
        poll.campaign,
        poll.phase,
        opens=opens or phase.opens,
        closes=closes or phase.closes,
        reason=reason,
        by=poll.staff,
        now=clock(),
    )


def windows(phase) -> list[tuple]:
    rows = reading().scalars(select(PhaseWindow).where(PhaseWindow.phase_id == phase).order_by(PhaseWindow.opens))
    return [(row.bucket, row.opens, row.closes) for row in rows]


def refusal(act, *arguments, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return [objection.key for objection in refused.value.objections]


def test_a_plan_makes_phases_in_order_each_with_its_window(poll):
    start = at("2030-01-01 00:00")
    kinds = (PhaseKind.SUBMISSION, PhaseKind.VOTE)
    with transaction() as session:
        campaign = session.get_one(Campaign, poll.campaign)
    ids = schedule.plan(
        poll_without_phases(campaign),
        [PlannedPhase(kind, start + n * HOUR, start + (n + 1) * HOUR) for n, kind in enumerate(kinds)],
        now=clock(),
    )
    assert [windows(phase) for phase in ids] == [
        [("all", start, start + HOUR)],
        [("all", start + HOUR, start + 2 * HOUR)],
    ]


def poll_without_phases(like):
    """Another campaign, empty."""
    with transaction() as session:
        row = Campaign(
            slug="empty",
            brand=like.brand,
            languages=["en"],
            default_language="en",
            visibility=like.visibility,
            contact_address=like.contact_address,
            created_at=like.created_at,
        )
        session.add(row)
        session.flush()
    return row.id


def test_a_vote_once_a_day_has_a_window_for_each_day_of_the_zone(poll):
    campaign = poll_without_phases(reading().get_one(Campaign, poll.campaign))
    (phase,) = schedule.plan(
        campaign,
        [PlannedPhase(PhaseKind.VOTE, at("2026-03-28 11:00"), at("2026-03-30 10:00"), {"per_day": True})],
        now=clock(),
    )
    assert windows(phase) == [
        ("2026-03-28", at("2026-03-28 11:00"), at("2026-03-28 23:00")),
        ("2026-03-29", at("2026-03-28 23:00"), at("2026-03-29 22:00")),
        ("2026-03-30", at("2026-03-29 22:00"), at("2026-03-30 10:00")),
    ]


def test_a_plan_that_closes_before_it_opens_is_refused(poll):
    now = clock()
    assert refusal(schedule.plan, poll.campaign, [PlannedPhase(PhaseKind.VOTE, now, now)], now=now) == [
        "schedule_order"
    ]


def test_moving_the_close_rewrites_the_window_and_is_told(poll):
    closes = clock() + 48 * HOUR
    opens = asked.at_position(poll.campaign, 1).opens
    change(poll, closes=closes, reason=" Mail was late. ")
    assert windows(poll.phase) == [("all", opens, closes)]
    assert asked.at_position(poll.campaign, 1).closes == closes
    record = reading().scalars(select(Audit).where(Audit.verb == "schedule.changed")).one()
    assert (record.ref, record.details["reason"]) == (poll.phase, "Mail was late.")
    assert record.details["closes"][1] == closes.isoformat()


def test_dates_that_stay_change_nothing(poll):
    change(poll, reason="")
    assert reading().scalars(select(Audit).where(Audit.verb == "schedule.changed")).all() == []


def test_a_closed_vote_is_reopened_until_its_result_is_closed(poll):
    poll.over()
    closes = clock() + HOUR
    change(poll, closes=closes)
    assert poll.cast(poll.participant(), "salt").paper == one(poll.entries["salt"])
    poll.freeze()
    assert refusal(change, poll, closes=closes + HOUR) == ["schedule_result_closed"]


def test_all_that_speaks_against_a_change_is_said_at_once(poll):
    now = clock()
    assert refusal(change, poll, opens=now + 99 * HOUR, closes=now - HOUR, reason=" ") == [
        "schedule_order",
        "schedule_reason_missing",
        "schedule_begun",
        "schedule_in_past",
    ]


def test_what_has_not_begun_is_not_moved_into_the_past(poll):
    poll.move(opens=HOUR, closes=2 * HOUR)
    assert refusal(change, poll, opens=clock() - HOUR) == ["schedule_in_past"]
    change(poll, opens=clock() + timedelta(minutes=1))


def test_an_unknown_phase_is_not_found(poll):
    with pytest.raises(LookupError):
        schedule.change(
            poll.campaign,
            poll.staff,
            opens=clock(),
            closes=clock() + HOUR,
            reason="x",
            by=poll.staff,
            now=clock(),
        )


def test_the_schedule_is_read_by_position_and_kind(poll):
    (phase,) = asked.schedule(poll.campaign)
    assert asked.at_position(poll.campaign, 1, PhaseKind.VOTE) is phase
    assert asked.at_position(poll.campaign, 1, PhaseKind.JURY) is None
    assert asked.at_position(poll.campaign, 2) is None
    assert asked.plan(phase).closes == phase.closes


def paused(poll, reason="An outage."):
    schedule.pause(poll.campaign, poll.phase, reason=reason, by=poll.staff, now=clock())


def resumed(poll, **more):
    schedule.go_on(
        poll.campaign, poll.phase, **{"extend": False, "reason": "", "by": poll.staff, "now": clock()} | more
    )


def told(*verbs: str) -> list[Audit]:
    return list(reading().scalars(select(Audit).where(Audit.verb.in_(verbs)).order_by(Audit.at, Audit.id)))


def test_a_paused_vote_takes_nothing_until_it_goes_on(poll):
    voter = poll.participant()
    for _ in range(2):
        paused(poll, " An outage. ")
    assert refusal(poll.cast, voter, "salt") == ["vote_paused"]
    resumed(poll)
    assert poll.cast(voter, "salt").paper == one(poll.entries["salt"])
    resumed(poll)
    assert [(row.verb, row.details["reason"]) for row in told("phase.paused", "phase.resumed")] == [
        ("phase.paused", "An outage."),
        ("phase.resumed", ""),
    ]


def test_a_pause_gives_its_time_back_when_asked(poll):
    before = asked.at_position(poll.campaign, 1).closes
    paused(poll)
    resumed(poll, extend=True)
    phase = asked.at_position(poll.campaign, 1)
    (pause,) = asked.pauses(phase)
    assert phase.closes == before + (pause.ends - pause.begins)
    assert windows(poll.phase) == [("all", phase.opens, pause.begins), ("all", pause.ends, phase.closes)]


def test_what_is_received_before_a_pause_is_confirmed_during_it(poll):
    voter = stranger()
    ballot = poll.cast(voter, "salt")
    paused(poll)
    counted = ballots.confirm(poll.campaign, ballot.ballot_id, voter_key=voter.voter_key, now=clock())
    assert counted.outcome is Outcome.COUNTED


def test_a_pause_needs_a_reason_and_a_phase_that_runs(poll):
    assert refusal(paused, poll, " ") == ["schedule_reason_missing"]
    poll.over()
    assert refusal(paused, poll, " ") == ["phase_not_running", "schedule_reason_missing"]


def test_a_pause_that_outlived_its_phase_ends_only_with_time_left(poll):
    paused(poll)
    poll.over()
    assert refusal(resumed, poll) == ["phase_not_running"]


def added(poll, opens=24 * HOUR, **more):
    start = clock() + opens
    planned = PlannedPhase(PhaseKind.ANNOUNCEMENT, start, start + HOUR)
    given = {"names": {"en": " Who won ", "fr": "Le gagnant"}, "reason": "A party.", "by": poll.staff, "now": clock()}
    return planned, given | more


def test_a_phase_is_added_once_with_name_and_window(poll):
    planned, given = added(poll)
    assert [schedule.add(poll.campaign, planned, **given) for _ in range(2)] == [2, 2]
    phase = asked.at_position(poll.campaign, 2)
    assert (phase.kind, windows(phase.id)) == (PhaseKind.ANNOUNCEMENT, [("all", planned.opens, planned.closes)])
    assert campaigns.texts(poll.campaign)["en"]["phase_2_name"] == "Who won"
    (record,) = told("phase.added")
    assert (record.ref, record.details["position"], record.details["reason"]) == (phase.id, 2, "A party.")


def test_everything_against_a_new_phase_is_said_at_once(poll):
    planned, given = added(poll, opens=-HOUR, names={"en": "x" * 41}, reason="")
    assert refusal(schedule.add, poll.campaign, planned, **given) == [
        "schedule_in_past",
        "answer_too_long",
        "text_missing",
        "schedule_reason_missing",
    ]
    assert asked.at_position(poll.campaign, 2) is None


def test_a_phase_without_a_page_of_its_own_is_not_added(poll):
    planned, given = added(poll)
    battle = PlannedPhase(PhaseKind.BATTLE, planned.opens, planned.closes)
    with pytest.raises(LookupError):
        schedule.add(poll.campaign, battle, **given)


def test_a_phase_that_the_public_has_seen_is_not_taken_out(poll):
    planned, given = added(poll)
    schedule.add(poll.campaign, planned, **given)
    assert refusal(schedule.remove, poll.campaign, 2, by=poll.staff, now=clock()) == ["phase_public"]
    with transaction() as session:
        session.get_one(Campaign, poll.campaign).visibility = Visibility.DRAFT
    for _ in range(2):
        schedule.remove(poll.campaign, 2, by=poll.staff, now=clock())
    assert asked.at_position(poll.campaign, 2) is None
    assert campaigns.texts(poll.campaign) == {}
    assert len(told("phase.removed")) == 1
