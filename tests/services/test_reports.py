"""Reports: acknowledged, confirmed, able to hide an idea where a team set so, answered; on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import new_id, reading, transaction
from contest.models import Entry, Report
from contest.queries import entries as shown
from contest.queries import moderation as desk
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.findings.settings import Settings
from contest.rules.objections import Refused
from contest.services import audit, entries, findings, mails, moderation, participants
from contest.services.limits import Limited
from contest.services.moderation import Complaint, reports
from tests.services.contests import Contest, idea, keys_of, make_contest, queued, rows, verbs

GOOD_FAITH = {"reason": "illegal", "words": "Article 444.", "name": "Els", "good_faith": True}


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def entry_row(entry) -> Entry:
    found = select(Entry).where(Entry.id == entry).execution_options(populate_existing=True)
    return reading().execute(found).scalar_one()


def reported(contest: Contest, entry, address: str, **more) -> Report:
    said = Complaint(**{"reason": "targets_person", "address": address, "source": new_id().hex} | more)
    moderation.report(contest.campaign, entry, said, lang="nl", submit_key=new_id().hex, now=contest.now)
    newest = select(Report).where(Report.entry_id == entry).order_by(Report.id.desc()).limit(1)
    return reading().execute(newest.execution_options(populate_existing=True)).scalar_one()


def confirmed(contest: Contest, entry, address: str, **more) -> None:
    report = reported(contest, entry, address, **more)
    for _ in range(2):
        assert moderation.confirm_report(contest.campaign, report.id, now=contest.now)


def hide_after(contest: Contest, number: int) -> None:
    by = audit.staff(contest.ana)
    findings.set_checks(contest.campaign, Settings(hide_after=number), by=by, now=contest.now)


def test_a_report_is_acknowledged_and_one_person_reports_once(contest: Contest):
    entry = contest.published()
    first = reported(contest, entry, "els@example.org", **GOOD_FAITH)
    assert reported(contest, entry, "ELS@example.org").id == first.id
    anonymous = {"address": "", "source": "s" * 64}
    for _ in range(2):
        reported(contest, entry, **anonymous)
    assert rows(Report) == 2
    assert [mail.ids for mail in queued("mail.report_received")] == [{"report": first.id.hex}]
    assert (first.good_faith, first.name_sealed is not None, first.confirmed_at) == (True, True, None)
    with pytest.raises(Refused) as no:
        reported(contest, entry, "", reason="illegal")
    assert [field for _, field in keys_of(no.value)] == ["words", "name", "address", "good_faith"]
    assert moderation.confirm_report(contest.campaign, first.id, now=contest.now)
    moderation.keep(contest.campaign, entry, version=1, by=contest.ana, now=contest.now)
    assert not moderation.confirm_report(contest.campaign, first.id, now=contest.now)
    reports.forget_addresses(now=contest.now + 2 * reports.TOLD)
    assert rows(Report, Report.address_sealed.is_not(None)) == rows(Report, Report.name_sealed.is_not(None)) == 0
    for _ in range(reports.A_DAY - 2):
        reported(contest, entry, "els@example.org")
    with pytest.raises(Limited):
        reported(contest, entry, "els@example.org")


def test_reports_hide_nothing_unless_a_team_says_so(contest: Contest):
    entry = contest.published()
    for name in "abc":
        confirmed(contest, entry, f"{name}@example.org")
    assert entry_row(entry).state is EntryState.PUBLISHED


def test_enough_confirmed_reports_hide_an_idea_until_a_person_decides(contest: Contest):
    hide_after(contest, 2)
    older, entry = contest.pending(), contest.published(address="author@example.org", answers=idea("Shown"))
    confirmed(contest, entry, "a@example.org", source="s" * 64)
    confirmed(contest, entry, "b@example.org", source="s" * 64)
    reported(contest, entry, "c@example.org")
    assert entry_row(entry).state is EntryState.PUBLISHED
    confirmed(contest, entry, "d@example.org")
    row = entry_row(entry)
    assert (row.state, row.hidden_at, row.lane, row.number) == (EntryState.PENDING, contest.now, 0, 1)
    assert shown.by_number(contest.campaign, 1) is None
    assert verbs(entry).count("entry.hidden") == 1
    assert [mail.ids for mail in queued("mail.entry_hidden")] == [{"entry": entry.hex}]
    waiting = desk.queue([contest.campaign], me=contest.ana, now=contest.now).lines
    assert [line.id for line in waiting] == [entry, older]
    by = contest.participant("author@example.org")
    given = {"answers": idea("Other"), "picture_id": None, "seen_version": 1, "by": by, "now": contest.now}
    with pytest.raises(Refused) as no:
        entries.edit(contest.campaign, entry, **given)
    assert list(keys_of(no.value)) == [("entry_not_editable", "")]
    done = contest.decide(entry)
    assert (entry_row(entry).hidden_at, entry_row(entry).lane, len(queued("mail.report_answered"))) == (None, 1, 4)
    moderation.undo(contest.campaign, done.decision_id, by=contest.ana, now=contest.now)
    assert (entry_row(entry).lane, queued("mail.report_answered")) == (0, [])
    contest.decide(entry)
    # What a person has kept, no number of reports hides.
    for name in "efg":
        confirmed(contest, entry, f"{name}@example.org")
    assert entry_row(entry).state is EntryState.PUBLISHED


def kept(contest: Contest, entry, version: int = 1) -> None:
    moderation.keep(contest.campaign, entry, version=version, by=contest.ana, now=contest.now)


def keeping_refused(contest: Contest, entry, version: int = 1) -> list[str]:
    with pytest.raises(Refused) as no:
        kept(contest, entry, version)
    return [key for key, _ in keys_of(no.value)]


def test_who_keeps_an_idea_that_was_hidden_since_it_was_read_puts_it_online(contest: Contest):
    hide_after(contest, 2)
    entry = contest.published()
    for name in "ab":
        confirmed(contest, entry, f"{name}@example.org")
    assert entry_row(entry).state is EntryState.PENDING
    assert keeping_refused(contest, entry, 2) == ["version_changed"]
    for _ in range(2):
        kept(contest, entry)
    row = entry_row(entry)
    assert (row.state, row.hidden_at, row.number) == (EntryState.PUBLISHED, None, 1)
    assert (len(queued("mail.report_answered")), verbs(entry).count("entry.published")) == (2, 2)
    assert set(reading().scalars(select(Report.kept).where(Report.entry_id == entry))) == {True}


def test_what_is_not_online_is_not_kept_there_and_its_reports_stay_open(contest: Contest):
    removed, withdrawn = contest.published(), contest.published(address="author@example.org")
    contest.decide(removed, DecisionKind.REMOVE, reason="targets_person")
    reported(contest, withdrawn, "a@example.org")
    with transaction() as session:
        session.get_one(Entry, (contest.campaign, withdrawn)).state = EntryState.WITHDRAWN
    assert keeping_refused(contest, removed) == ["already_decided"]
    assert keeping_refused(contest, withdrawn) == keeping_refused(contest, new_id()) == ["entry_gone"]
    assert (queued("mail.report_answered"), rows(Report, Report.answered_at.is_(None))) == ([], 1)
    assert "entry.kept" not in verbs(removed) + verbs(withdrawn)
    reappeared = contest.published()
    reported(contest, reappeared, "a@example.org")
    assert keeping_refused(contest, reappeared, 2) == ["version_changed"]


def test_who_is_mostly_wrong_hides_nothing(contest: Contest):
    for _ in range(3):
        other = contest.published()
        reported(contest, other, "liar@example.org")
        moderation.keep(contest.campaign, other, version=1, by=contest.ana, now=contest.now)
    hide_after(contest, 2)
    entry = contest.published()
    confirmed(contest, entry, "liar@example.org")
    confirmed(contest, entry, "a@example.org")
    assert entry_row(entry).state is EntryState.PUBLISHED
    confirmed(contest, entry, "b@example.org")
    assert entry_row(entry).state is EntryState.PENDING
    contest.decide(entry, DecisionKind.REFUSE, reason="targets_person")
    answered = select(Report.kept).where(Report.entry_id == entry)
    assert set(reading().scalars(answered)) == {False}


def test_of_who_is_erased_a_report_keeps_its_reason_alone(contest: Contest):
    contest.pending(address="els@example.org")
    entry, own = contest.published(), contest.published(address="Els@example.org")
    report = reported(contest, entry, "ELS@example.org", **GOOD_FAITH)
    stays = reported(contest, entry, "other@example.org", words="Look.")
    reported(contest, own, "els@example.org")
    participants.erase(contest.campaign, contest.participant("els@example.org"), now=contest.now)
    of_them = (Report.address_sealed, Report.name_sealed, Report.reporter_key, Report.source_mac, Report.words)
    left = reading().execute(select(Report.reason, *of_them).where(Report.id != stays.id).order_by(Report.reason))
    assert [tuple(row) for row in left] == [(why, None, None, None, "", "") for why in ("illegal", "targets_person")]
    assert rows(Report, Report.address_sealed.is_not(None), Report.words == "Look.") == 1
    moderation.keep(contest.campaign, entry, version=1, by=contest.ana, now=contest.now)
    assert {"report": report.id.hex} not in [mail.ids for mail in queued("mail.report_answered")]
    house = mails.House("https://contest.example", "Contest <post@contest.example>")
    written = []
    for mail in [*queued("mail.report_answered"), *queued("mail.report_received")]:
        try:
            wanted = mails.Wanted(mail.kind, mail.campaign_id, mail.ids, mail.lang)
            written.append(mails.write(house, wanted, now=contest.now).address)
        except mails.Needless:
            continue
    assert written == ["other@example.org"]
