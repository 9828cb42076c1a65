"""The journal's rooms at the desk: one hands in, another publishes; and where what was selected can be bought."""

import io

import pytest
from PIL import Image
from sqlalchemy import select, update

from contest import clock
from contest.db import reading, transaction
from contest.models import JournalPost, ShelfLife, Staff
from contest.rules.journal import PostState
from contest.rules.roles import Role
from tests.living import FINISHED, LANGUAGES, RUNNING, House
from tests.web.desk import rooms
from tests.web.desk.rooms import room
from tests.web.visits import form, path, text

SQLITE = pytest.mark.parametrize(**rooms.SQLITE)
WRITTEN = {f"{field}_{lang}": f"{field} {lang}" for field in ("title", "text", "alternative") for lang in LANGUAGES}


def post(house: House, number: int) -> JournalPost:
    with house.app.app_context():
        of = JournalPost.campaign_id == house.campaign(), JournalPost.number == number
        return reading().scalars(select(JournalPost).where(*of)).one()


def jpeg() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "#d4300f").save(file, "JPEG")
    file.seek(0)
    return file, "pack.jpg"


@SQLITE
def test_a_contributor_hands_in_and_a_manager_publishes(house: House):
    amine, boss = house.staff(Role.CONTRIBUTOR, "en"), house.staff(Role.MANAGER, "en")
    start = amine.get("/desk/", follow_redirects=True)
    assert "Write a post" in rooms.words(start)
    assert "Ideas to decide" not in rooms.words(start)
    new = form(amine.get(room("journal/new")), "journal/new")
    sent = new.send(amine, then="propose", title_en="Air", text_en="Why there is air.")
    assert sent.status_code == 303
    number = int(sent.location.rpartition("/")[2])
    assert new.send(amine, then="propose", title_en="Air", text_en="Why there is air.").location == sent.location
    assert post(house, number).state is PostState.PROPOSED
    # Another's draft is not theirs, and they publish nothing.
    assert rooms.send(amine, room(f"journal/{number}"), then="publish").status_code == 403
    with house.app.app_context(), transaction() as session:
        session.execute(update(JournalPost).where(JournalPost.number == number).values(state=PostState.DRAFT))
    other = rooms.colleague(house, "Greet", None, Role.CONTRIBUTOR)
    assert other.get(room(f"journal/{number}")).status_code == 404
    # Every language is owed; what was typed is kept, and said where it is wrong.
    refused = rooms.send(boss, room(f"journal/{number}"), then="publish", title_en="Air!", text_en="Why.", revision="1")
    assert refused.status_code == 422
    assert {"title_fr", "text_nl"} <= rooms.wrong(refused).keys()
    stale = rooms.send(amine, room(f"journal/{number}"), then="keep", title_en="Mine", text_en="M", revision="1")
    assert stale.status_code == 409
    assert 'value="Mine"' in text(stale)
    published = rooms.send(
        boss, room(f"journal/{number}"), then="publish", revision="2", picture=jpeg(), **WRITTEN, when="now"
    )
    assert published.status_code == 303
    kept = post(house, number)
    assert (kept.state, kept.signed_name, kept.signed_role) == (PostState.PUBLISHED, "Amine", "R&D")
    shown = amine.get(path("post", "en", number=number))
    assert "alternative en" in text(shown)
    assert amine.get(room(f"journal/{number}/picture/320.webp"), buffered=True).status_code == 200
    assert rooms.send(amine, room(f"journal/{number}/withdraw"), remark="x").status_code == 403


@SQLITE
def test_a_manager_says_where_the_winner_can_be_bought(house: House):
    boss = house.staff(Role.MANAGER, "en")
    with house.app.app_context():
        row = reading().scalars(select(ShelfLife)).one()
        before = row.picture_id
    listed = boss.get(room("shelf-life", FINISHED))
    where = rooms.link(listed, "Kip van de hoek")
    typed = {f"{field}_{lang}": f"{field} {lang}" for field in ("where", "alternative") for lang in LANGUAGES}
    wrong = rooms.send(boss, where, opens="2026-02-30", closes="", link="", **typed)
    assert (wrong.status_code, rooms.wrong(wrong)) == (422, {"opens": "Please give a day."})
    refused = rooms.send(boss, where, opens="2026-03-02", closes="2026-03-01", link="http://x.example", **typed)
    assert rooms.wrong(refused).keys() == {"closes", "link"}
    kept = rooms.send(
        boss, where, opens="2026-03-01", closes="2026-03-31", link="https://x.example/", picture=jpeg(), **typed
    )
    assert kept.status_code == 303
    with house.app.app_context():
        row = reading().scalars(select(ShelfLife)).one()
        # The whole of the last day, by the campaign's calendar.
        assert (row.closes - row.opens).days == 30
        assert row.picture_id != before
        assert row.changed_at <= clock.now()
    assert rooms.send(boss, f"{where}/remove").status_code == 303
    assert house.staff(Role.MODERATOR).get(where).status_code == 403
    assert rooms.send(boss, room("shelf-life/99999", RUNNING)).status_code == 404


@SQLITE
def test_who_has_not_chosen_to_be_seen_hands_nothing_in(house: House):
    greet = rooms.colleague(house, "Greet", RUNNING, Role.CONTRIBUTOR)
    with house.app.app_context():
        assert reading().scalars(select(Staff.is_seen).where(Staff.first_name == "Greet")).all() == [False]
    sent = form(greet.get(room("journal/new")), "journal/new").send(greet, then="propose", title_fr="T", text_fr="X")
    assert sent.status_code == 409
    assert any("chosen to be seen" in said for said in rooms.notices(sent))
    assert greet.get("/desk/queue").status_code == 403
    assert greet.get(room("journal", FINISHED)).status_code == 403
