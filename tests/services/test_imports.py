"""Ideas brought in from a sheet: all or none, once, signed by who publishes; out and in again they are the same."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from contest.db import reading, transaction
from contest.demo import winners
from contest.models import (
    Audit,
    Decision,
    Entry,
    EntryNumber,
    Outbox,
    Picture,
    PictureState,
    Staff,
    StaffRole,
)
from contest.queries import campaigns, exports, tally
from contest.rules import imports as rules
from contest.rules.entries import EntryState
from contest.rules.imports import Sheet, Terms
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import audit, imports
from contest.services.imports import Outcome, Room
from tests import phones
from tests.living import FINISHED, RUNNING, House
from tests.rules.test_imports import GOOD, sheet
from tests.services.contests import Contest, idea, make_contest, photo, rows, verbs

PICTURE = {"alternative": "Un plat qui sort du four.", "picture": "gratin.jpg"}


@pytest.fixture
def contest(app: Flask) -> Iterator[Contest]:
    with app.app_context():
        yield make_contest()


@pytest.fixture
def room(tmp_path: Path) -> Room:
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "gratin.jpg").write_bytes(photo())
    (tmp_path / "sent" / "poire.heic").write_bytes(phones.heic(6, (400, 300)))
    (tmp_path / "sent" / "text.jpg").write_text("no picture")
    (tmp_path / "secret.jpg").write_bytes(photo())
    (tmp_path / "sent" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    return Room(tmp_path / "sent", tmp_path / "media", tmp_path / "incoming")


def read(contest: Contest, *lines: dict[str, str]) -> Sheet:
    form = campaigns.form(contest.campaign)
    assert form is not None
    return rules.read(sheet(*lines), Terms(form.definition, ("fr", "nl", "en"), contest.now))


def bring(contest: Contest, room: Room, *lines: dict[str, str], **more) -> Outcome:
    given = {"publish": False, "by": audit.OPERATOR, "now": contest.now}
    return imports.bring(contest.campaign, read(contest, *lines), room, **given | more)


def files(room: Room) -> list[Path]:
    return [path for folder in (room.media, room.incoming) for path in folder.rglob("*") if path.is_file()]


THREE = (GOOD, GOOD | {"name": "Poire et bleu", "state": "pending"}, GOOD | {"name": "Sel seul", "language": "nl"})


def test_without_publishing_everything_waits_for_a_moderator(contest: Contest, room: Room):
    outcome = bring(contest, room, *THREE)
    assert outcome == Outcome(made=3)
    found = reading().execute(select(Entry.name, Entry.state, Entry.lang, Entry.number).order_by(Entry.id)).all()
    assert sorted(tuple(row) for row in found) == [
        ("Chicons au gratin", EntryState.PENDING, "fr", None),
        ("Poire et bleu", EntryState.PENDING, "fr", None),
        ("Sel seul", EntryState.PENDING, "nl", None),
    ]
    (recorded,) = reading().execute(select(Audit.details).where(Audit.verb == "entries.imported")).all()
    assert recorded[0] == {"ideas": 3, "published": 0, "pictures": 0}
    assert [row.kind for row in reading().scalars(select(Outbox))] == ["finding.look_again"], "nobody is written to"
    contest.decide(reading().scalars(select(Entry.id)).first())


def test_publishing_is_signed_and_numbered_in_the_order_of_the_lines(contest: Contest, room: Room):
    contest.published()
    outcome = bring(contest, room, *THREE, publish=True, by=audit.staff(contest.ana))
    assert outcome == Outcome(made=3, published=2)
    found = reading().execute(select(Entry.number, Entry.name).where(Entry.number > 1).order_by(Entry.number)).all()
    assert [tuple(row) for row in found] == [(2, "Chicons au gratin"), (3, "Sel seul")]
    assert reading().scalar(select(EntryNumber.next).where(EntryNumber.campaign_id == contest.campaign)) == 4
    assert rows(Decision, Decision.signed_name == "Ana") == 3
    entry = reading().scalars(select(Entry.id).where(Entry.number == 3)).one()
    assert verbs(entry) == ["entry.published"]
    contest.published()
    assert reading().scalar(select(EntryNumber.next).where(EntryNumber.campaign_id == contest.campaign)) == 5


def test_nobody_cannot_publish(contest: Contest, room: Room):
    with pytest.raises(ValueError, match="a person publishes"):
        bring(contest, room, *THREE, publish=True)


def test_the_same_import_again_makes_nothing(contest: Contest, room: Room):
    by = audit.staff(contest.ana)
    lines = (*THREE, GOOD | {"name": "Gratin"} | PICTURE)
    assert bring(contest, room, *lines, publish=True, by=by).made == 4
    before = (rows(Entry), rows(Decision), rows(Picture), len(files(room)))
    assert bring(contest, room, *lines, publish=True, by=by) == Outcome(known=4)
    assert (rows(Entry), rows(Decision), rows(Picture), len(files(room))) == before
    assert bring(contest, room, *lines, GOOD | {"name": "Neuf"}) == Outcome(made=1, known=4)


def test_with_one_bad_line_nothing_is_made(contest: Contest, room: Room):
    outcome = bring(contest, room, *THREE, GOOD | {"name": ""}, GOOD | {"name": "Gratin"} | PICTURE)
    assert [(fault.row, fault.objection.key) for fault in outcome.faults] == [(5, "answer_missing")]
    assert (rows(Entry), rows(Picture), files(room)) == (0, 0, [])


def test_pictures_come_along_checked(contest: Contest, room: Room):
    told = []
    lines = (GOOD | PICTURE, GOOD | PICTURE | {"name": "Poire", "picture": "poire.heic"})
    outcome = bring(contest, room, *lines, tell=lambda done, of: told.append((done, of)))
    assert (outcome.made, told) == (2, [(1, 2), (2, 2)])
    found = reading().execute(select(Picture.file_name, Picture.width, Picture.height, Picture.alternative)).all()
    said = PICTURE["alternative"]
    assert sorted(tuple(row) for row in found) == [("gratin.jpg", 640, 400, said), ("poire.heic", 400, 300, said)]
    kinds = sorted(row.kind for row in reading().scalars(select(Outbox)))
    assert kinds == ["finding.look_again", *["picture.resize"] * 2]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("none.jpg", "line_picture_absent"),
        ("link.jpg", "line_picture_absent"),
        ("text.jpg", "picture_not_a_picture"),
    ],
)
def test_a_picture_that_cannot_be_taken_stops_everything_and_leaves_nothing(contest: Contest, room: Room, name, key):
    outcome = bring(contest, room, GOOD | PICTURE, GOOD | PICTURE | {"name": "Autre", "picture": name})
    faults = [(fault.row, fault.objection.key, fault.objection.field) for fault in outcome.faults]
    assert faults == [(3, key, "picture")]
    assert (rows(Entry), rows(Picture, Picture.state != PictureState.ERASED)) == (0, 0)


def test_without_a_folder_a_picture_is_absent(contest: Contest, room: Room):
    outcome = bring(contest, Room(None, room.media, room.incoming), GOOD | PICTURE)
    assert [fault.objection.key for fault in outcome.faults] == ["line_picture_absent"]


def test_what_was_taken_out_of_a_contest_is_known_in_it(contest: Contest, room: Room):
    entry = contest.published(answers=idea("Déjà là"))
    assert bring(contest, room, GOOD | {"key": entry.hex}) == Outcome(known=1)


def test_a_thousand_lines_are_one_act(contest: Contest, room: Room):
    lines = [GOOD | {"name": f"Idée {number}"} for number in range(1000)]
    assert bring(contest, room, *lines, publish=True, by=audit.staff(contest.ana)).published == 1000
    numbers = list(reading().scalars(select(Entry.number).order_by(Entry.number)))
    assert numbers == list(range(1, 1001))
    assert [idea.number for idea in exports.ideas(contest.campaign)] == numbers


def run(app: Flask, *words: str):
    return app.test_cli_runner().invoke(args=["campaign", *words])


def same(campaign) -> list[tuple]:
    """What an idea says, wherever it is."""
    return [
        (taken.number, taken.state, taken.lang, taken.answers, taken.received_at, taken.picture_id is not None)
        for taken in exports.ideas(campaign)
    ]


def test_out_and_in_again_the_ideas_are_the_same(app: Flask, contest: Contest, tmp_path: Path):
    settings = app.config["SETTINGS"]
    held = imports.Room(tmp_path / "sent", settings.media, settings.data / "incoming")
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "gratin.jpg").write_bytes(photo())
    wild = '=HYPERLINK("http://x.example";"y")\n\n- deux; "trois"'
    lines = (
        GOOD | PICTURE,
        GOOD | {"name": "'t Kot, +1", "inspiration": wild, "first_name": "@lice", "language": "nl"},
        GOOD | {"name": "Attend encore", "state": "pending"},
    )
    bring(contest, held, *lines, publish=True, by=audit.staff(contest.ana))
    view = campaigns.by_id(contest.campaign, "fr")
    out = tmp_path / "out"
    done = run(app, "export", view.slug, str(out))
    assert (done.exit_code, done.output.strip()) == (0, f"written: {out / 'ideas.csv'}, 3 ideas, 1 pictures")
    other = make_contest()
    slug = campaigns.by_id(other.campaign, "fr").slug
    address = give_role(other)
    words = ("import", slug, str(out / "ideas.csv"), "--pictures", str(out / "pictures"), "--publish", "--by", address)
    assert run(app, *words).output.splitlines()[-2:] == [
        "made: 3 ideas, 2 of them published",
        "there already: 0; passed over (refused, withdrawn, removed): 0",
    ]
    assert same(other.campaign) == same(contest.campaign)
    assert len(same(other.campaign)) == 3
    assert "made: 0 ideas" in run(app, *words).output
    with Image.open(io.BytesIO((out / "pictures" / "00001.webp").read_bytes())) as copied:
        assert copied.size == (320, 200)


def give_role(contest: Contest) -> str:
    """Make Ana a moderator; her address."""
    with transaction() as session:
        session.add(StaffRole(staff_id=contest.ana, campaign_id=contest.campaign, role=Role.MODERATOR))
        return session.get_one(Staff, contest.ana).address


def test_what_is_wrong_is_said_by_row_and_field_in_words(app: Flask, contest: Contest, tmp_path: Path):
    file = tmp_path / "ideas.csv"
    file.write_text("".join(sheet(GOOD, GOOD | {"name": ""}, GOOD | {"name": "Deux", "language": "de"})))
    slug = campaigns.by_id(contest.campaign, "fr").slug
    done = run(app, "import", slug, str(file))
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "row 3, name: Please fill this in.",
        "row 4, language: The contest does not speak this language. It speaks: fr, nl, en.",
        "Error: 2 faults; nothing was made.",
    ]
    assert rows(Entry) == 0


def test_who_publishes_must_be_somebody_who_may(app: Flask, contest: Contest, tmp_path: Path):
    file = tmp_path / "ideas.csv"
    file.write_text("".join(sheet(GOOD)))
    slug = campaigns.by_id(contest.campaign, "fr").slug
    stranger = reading().get(Staff, contest.bo)
    assert stranger is not None
    said = [
        run(app, "import", slug, str(file), "--publish", *more).output.strip()
        for more in ((), ("--by", "nobody@example.org"), ("--by", stranger.address))
    ]
    assert said == [
        "Error: Who publishes? Add --by with the address of a member of staff.",
        "Error: Nobody of the team has this address.",
        "Error: Bo may not publish ideas of this contest.",
    ]
    assert rows(Entry) == 0
    assert run(app, "import", slug, str(file), "--publish", "--by", give_role(contest)).exit_code == 0


def test_an_export_holds_no_address_and_never_overwrites(app: Flask, contest: Contest, tmp_path: Path):
    contest.published(address="nadia.secret@example.org")
    contest.submit(address="unconfirmed@example.org")
    slug = campaigns.by_id(contest.campaign, "fr").slug
    assert run(app, "export", slug, str(tmp_path / "out")).exit_code == 0
    written = (tmp_path / "out" / "ideas.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfkey;number;state;language;name;")
    assert (b"@example.org" in written, written.count(b"\r\n")) == (False, 2)
    assert (tmp_path / "out" / "ideas.csv").stat().st_mode & 0o777 == 0o600
    again = run(app, "export", slug, str(tmp_path / "out"))
    assert (again.exit_code, "never overwrites" in again.output) == (1, True)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_votes_are_told_where_they_are_live_or_closed(house: House, tmp_path: Path):
    for slug in (RUNNING, FINISHED):
        with house.app.app_context():
            assert run(house.app, "export", slug, str(tmp_path / slug)).exit_code == 0
            view = campaigns.by_slug(slug, "fr")
            vote = view.of_kind(PhaseKind.VOTE)[0]
            counted = {str(votes) for votes in tally.votes(view.id, vote.id).values()}
        with (tmp_path / slug / "ideas.csv").open(encoding="utf-8-sig", newline="") as file:
            told = list(csv.DictReader(file, delimiter=";"))
        assert {row["votes"] for row in told if row["state"] == "published"} - {"0"} == counted
        assert {row["votes"] for row in told if not row["number"]} <= {""}
        # The finished one's winner has said who she is: between her and the house.
        written = b"".join(file.read_bytes() for file in (tmp_path / slug).rglob("*") if file.is_file())
        assert winners.SAID["full_name"].encode() not in written


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_contests_are_listed_and_shown(house: House):
    with house.app.app_context():
        every, one, none = run(house.app, "list"), run(house.app, "show", RUNNING), run(house.app, "show", "none")
    assert {line.split("  ")[0] for line in every.output.splitlines()} == {RUNNING, FINISHED}
    assert "2. vote: " in one.output
    assert "published: " in one.output
    assert (none.exit_code, none.output.strip()) == (1, "Error: There is no contest none; `campaign list` names them.")
