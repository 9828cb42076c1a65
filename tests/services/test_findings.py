"""Findings end to end: looked at by the worker, written by version, judged, set by a team; on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from contest import worker
from contest.db import reading, transaction
from contest.intake import Folders
from contest.models import Entry, Finding, Outbox, PicturePrint, TextPrint
from contest.queries import findings as queries
from contest.queries import moderation as desk
from contest.queries.unprinted import Filled
from contest.rules.findings.settings import Settings
from contest.rules.objections import Refused
from contest.services import audit, entries, findings, moderation, participants
from tests.services.contests import Contest, idea, keys_of, make_contest, photo, rows, verbs

MINUTE = timedelta(minutes=1)
LONG = "Le dimanche, ma tante ouvrait la radio et la friteuse en même temps, et nous attendions sur le balcon."
PICTURED = {"inspiration": LONG, "alternative": "Une friteuse sur un balcon."}


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def entry_row(entry) -> Entry:
    found = select(Entry).where(Entry.id == entry).execution_options(populate_existing=True)
    return reading().execute(found).scalar_one()


def found(contest: Contest, entry, version: int = 1) -> list[tuple[str, str]]:
    return [(one.rule, one.field) for one in queries.of_version(contest.campaign, entry, version)]


def looked(app: Flask, contest: Contest, **more):
    """A pending idea that the worker has looked at."""
    entry = contest.pending(**more)
    worker.run_once(app, contest.now)
    return entry


def test_the_worker_looks_at_each_version_and_the_urgent_one_goes_first(app: Flask, contest: Contest):
    plain = contest.pending(address="a@example.org")
    told = contest.pending(
        answers=idea("Goût C0nn4rd", inspiration="Appelez le 0470 12 34 56, je veux mourir."),
        now=contest.now + MINUTE,
    )
    worker.run_once(app, contest.now + MINUTE)
    assert found(contest, plain) == []
    assert found(contest, told) == [("danger", "inspiration"), ("offensive", "name"), ("personal", "inspiration")]
    assert (entry_row(plain).attention, entry_row(told).attention, entry_row(told).lane) == (0, 175, 0)
    given = {"me": contest.ana, "now": contest.now + MINUTE}
    first = desk.queue([contest.campaign], size=1, **given)
    assert ([line.id for line in first.lines], first.next.lane) == ([told], 0)
    second = desk.queue([contest.campaign], size=1, after=first.next, **given)
    assert ([line.id for line in second.lines], second.next) == ([plain], None)
    assert moderation.claim_next([contest.campaign], by=contest.ana, now=contest.now) == (contest.campaign, told)
    by = contest.participant("a@example.org")
    answers = idea("Moins gentil", inspiration="Bande de connards, vous ne lisez jamais rien.")
    given = {"answers": answers, "picture_id": None, "seen_version": 1, "by": by, "now": contest.now}
    entries.edit(contest.campaign, plain, **given)
    worker.run_once(app, contest.now)
    assert (found(contest, plain), found(contest, plain, 2)) == ([], [("offensive", "inspiration")])
    # Late, and again: as if looked at once.
    assert findings.look(contest.campaign, plain, 1, now=contest.now) == 0
    assert findings.look(contest.campaign, plain, 2, now=contest.now) == 1
    assert rows(Finding) == 4


def test_nearly_the_same_text_and_picture_are_found_in_the_campaign_alone(app: Flask, contest: Contest, tmp_path):
    first = looked(app, contest, answers=idea("Friteuse", **PICTURED), picture_id=contest.picture(tmp_path))
    near = LONG.replace("balcon", "trottoir")
    smaller = contest.picture(tmp_path, photo((400, 250)))
    second = looked(app, contest, answers=idea("La friteuse", **PICTURED | {"inspiration": near}), picture_id=smaller)
    (text, picture) = queries.of_version(contest.campaign, second, 1)[:2]
    assert sorted([text.rule, picture.rule]) == ["copy", "picture_copy"]
    assert {text.facts["entry"], picture.facts["entry"]} == {first.hex}
    assert found(contest, first) == []
    other = make_contest()
    third = looked(app, other, answers=idea("Friteuse", **PICTURED), picture_id=other.picture(tmp_path))
    assert found(other, third) == []
    participants.erase(contest.campaign, entry_row(first).participant_id, now=contest.now)
    assert rows(TextPrint, TextPrint.entry_id == first) == rows(PicturePrint, PicturePrint.entry_id == first) == 0


def test_what_is_older_than_the_checks_gets_its_prints_a_portion_at_a_time(app: Flask, contest: Contest, tmp_path):
    folders = Folders(tmp_path / "media", tmp_path / "incoming")
    pictures = [contest.picture(tmp_path), contest.picture(tmp_path, photo((400, 250)))]
    answers = idea("Friteuse", **PICTURED)
    first, second = (contest.published(answers=answers, picture_id=picture) for picture in pictures)
    with transaction() as session:
        session.execute(delete(TextPrint))
        session.execute(delete(PicturePrint).where(PicturePrint.picture_id == pictures[0]))
        session.execute(update(PicturePrint).values(entry_id=None))
    # The first one's picture is measured anew, the second one's only learns whose it is.
    assert findings.fill(contest.campaign, None, folders=folders, most=1) == Filled(1, 1, first)
    assert findings.fill_on(contest.campaign, "then", None, folders=folders, now=contest.now) == Filled(1, 1, None)
    owners = {row.picture_id: row.entry_id for row in reading().scalars(select(PicturePrint))}
    assert (owners, rows(TextPrint)) == (dict(zip(pictures, (first, second), strict=True)), 2)
    assert findings.fill(contest.campaign, None, folders=folders) == Filled(0, 0, None)
    copy = looked(app, contest, answers=answers, picture_id=contest.picture(tmp_path))
    assert [rule for rule, _ in found(contest, copy)] == ["copy", "copy", "picture_copy", "picture_copy"]


def test_many_from_one_place_are_counted_and_said(app: Flask, contest: Contest):
    sent = [contest.pending(source="a" * 64) for _ in range(6)]
    contest.pending(source="b" * 64)
    worker.run_once(app, contest.now)
    assert ("source", "") in found(contest, sent[-1])
    assert queries.from_source(contest.campaign, sent[0]) == (6, 6)


def test_what_a_moderator_says_of_a_finding_is_kept_and_counted(app: Flask, contest: Contest):
    entry = looked(app, contest, answers=idea("Connard", inspiration="Pour la recette, appelez le 0470 12 34 56."))
    offensive, personal = queries.of_version(contest.campaign, entry, 1)
    given = {"by": contest.ana, "now": contest.now}
    for _ in range(2):
        assert findings.judge(contest.campaign, offensive.id, is_right=False, **given) == entry
    findings.judge(contest.campaign, personal.id, is_right=True, **given)
    assert (entry_row(entry).attention, verbs(entry).count("finding.judged")) == (personal.weight, 2)
    findings.look(contest.campaign, entry, 1, now=contest.now)
    assert [one.is_right for one in queries.of_version(contest.campaign, entry, 1)] == [False, True]
    known = queries.precision(contest.campaign)
    assert {rule: (one.right, one.judged) for rule, one in known.items()} == {"offensive": (0, 1), "personal": (1, 1)}
    with pytest.raises(LookupError):
        findings.judge(make_contest().campaign, personal.id, is_right=True, **given)


def test_a_teams_words_are_looked_for_in_all_that_waits(app: Flask, contest: Contest):
    entry = looked(
        app, contest, answers=idea("Crousti connard", inspiration="Pour la recette, appelez le 0470 12 34 56.")
    )
    wanted = Settings(frozenset({"personal"}), competitors=("Crousti",), allowed=("connard",), hide_after=3)
    given = {"by": audit.staff(contest.ana), "now": contest.now}
    assert findings.set_checks(contest.campaign, wanted, **given) == ["allowed", "competitors", "hide_after", "off"]
    assert findings.set_checks(contest.campaign, wanted, **given) == []
    worker.run_once(app, contest.now)
    assert (found(contest, entry), queries.settings_of(contest.campaign)) == ([("competitor", "name")], wanted)
    with pytest.raises(Refused) as no:
        findings.set_checks(contest.campaign, Settings(hide_after=1), **given)
    assert list(keys_of(no.value)) == [("number_out_of_bounds", "hide_after")]
    assert rows(Outbox, Outbox.kind == "finding.look_again") == 1
