"""Cards drawn: the row and the file together; again, for what changed, and not for what is shown no more."""

import struct
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from contest import worker
from contest.db import new_id, reading, transaction
from contest.models import Announcement, Campaign, Entry, Outbox, Picture, PictureState, Result, Selection
from contest.outside import cards as outside
from contest.rules.cards import Shape
from contest.rules.cards.fonts import FONTS, Script, is_of
from contest.rules.drawings import Sheet
from contest.rules.entries import DecisionKind, EntryState
from contest.services import audit, campaigns, cards, moderation
from tests.cards import CAMPAIGN, ENTRY, NAMES, PHOTO, VOTED, WINNER, drawn, named, opened
from tests.services.deliveries.scene import NOW

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def draw(app):
    """Does all that is due at a moment, cards included."""
    return lambda now=NOW: worker.run_once(app, now, without=frozenset({"mail", "sweep", "papers"}))


@pytest.fixture
def folder(app, scene):
    """Where the campaign's cards lie."""
    return app.config["SETTINGS"].media / scene.campaign.hex / "cards"


@pytest.fixture
def french(scene):
    """The campaign in one language: a third of the work."""
    with transaction() as session:
        session.execute(update(Campaign).values(languages=["fr"]))


def lying(folder) -> dict[str, list[str]]:
    """What lies there: subject -> the beginnings of its cards' names."""
    return {
        subject.name: sorted(file.name.rpartition("-")[0] for file in subject.iterdir())
        for subject in (folder.iterdir() if folder.is_dir() else ())
    }


def rows(kind: str) -> list[Outbox]:
    return list(reading().scalars(select(Outbox).where(Outbox.kind == kind).order_by(Outbox.id)))


def of(*kinds: str, langs: tuple[str, ...] = ("fr",)) -> list[str]:
    return sorted(f"{kind}-{lang}-{shape}" for kind in kinds for lang in langs for shape in Shape)


@SQLITE
def test_a_published_entry_has_its_cards_in_each_language_shape_and_kind(scene, draw, folder):
    cards.entry_changed(scene.campaign, scene.entry, now=NOW)
    draw()
    assert lying(folder) == {"entry-4291": of("entry-4291", "voted-4291", langs=("fr", "nl", "en"))}
    sizes = {file.name.split("-")[3]: opened(file.read_bytes()).size for file in (folder / "entry-4291").iterdir()}
    assert sizes == {"wide": (1200, 630), "story": (1080, 1920)}
    assert all(file.stat().st_size < 300_000 for file in folder.rglob("*.jpg"))
    assert [(row.done_at, row.error) for row in rows("card.entry")] == [(NOW, "")]


@SQLITE
@pytest.mark.usefixtures("french")
def test_what_is_drawn_is_not_drawn_again_and_what_is_old_goes(scene, draw, folder):
    cards.entry_changed(scene.campaign, scene.entry, now=NOW)
    draw()
    before = {file.name: file.stat().st_mtime_ns for file in folder.rglob("*.jpg")}
    cards.entry_changed(scene.campaign, scene.entry, now=NOW + SECOND)
    draw(NOW + SECOND)
    assert {file.name: file.stat().st_mtime_ns for file in folder.rglob("*.jpg")} == before
    with transaction() as session:
        session.execute(update(Entry).values(name="Een andere naam"))
    cards.entry_changed(scene.campaign, scene.entry, now=NOW + MINUTE)
    draw(NOW + MINUTE)
    assert lying(folder) == {"entry-4291": of("entry-4291", "voted-4291")}
    assert {file.name for file in folder.rglob("*.jpg")} & before.keys() == set()


@pytest.mark.parametrize("state", [state for state in EntryState if state is not EntryState.PUBLISHED])
@SQLITE
def test_the_cards_of_an_entry_shown_no_more_are_erased(scene, draw, folder, state):
    (folder / "entry-4291").mkdir(parents=True)
    (folder / "entry-4291" / "old.jpg").write_bytes(b"x")
    with transaction() as session:
        session.execute(update(Entry).values(state=state))
    cards.entry_changed(scene.campaign, scene.entry, now=NOW)
    draw()
    assert lying(folder) == {}
    assert rows("card.entry")[0].error == "shown no more"


def test_each_decision_and_its_undoing_queues_the_entrys_cards(scene):
    decided = moderation.decide(
        scene.campaign, scene.entry, version=1, kind=DecisionKind.REMOVE, by=scene.staff, now=NOW, reason="danger"
    )
    moderation.undo(scene.campaign, decided.decision_id, by=scene.staff, now=NOW + SECOND)
    found = rows("card.entry")
    assert [row.ids for row in found] == [{"entry": scene.entry.hex}] * 2
    assert [row.lane for row in found] == [2, 2]


def test_texts_and_looks_that_stand_on_cards_queue_all_of_them_and_others_none(scene):
    by = audit.staff(scene.staff)
    campaigns.set_texts(scene.campaign, {"fr": {"promise": "Oui."}}, by=by, now=NOW)
    assert rows("card.campaign") == []
    campaigns.set_texts(scene.campaign, {"fr": {"tagline": "Inventez.", "promise": "Non."}}, by=by, now=NOW)
    campaigns.set_look(scene.campaign, {"look": {"accent": "#00aa55"}}, by=by, now=NOW)
    assert len(rows("card.campaign")) == 1
    campaigns.set_look(scene.campaign, {"look": {"accent": "#00aa66"}}, by=by, now=NOW + SECOND)
    assert len(rows("card.campaign")) == 2


@SQLITE
@pytest.mark.usefixtures("french")
def test_a_campaign_draws_its_own_cards_and_queues_those_of_its_entries(scene, draw, folder, monkeypatch):
    monkeypatch.setattr("contest.services.deliveries.cards.AT_ONCE", 1)
    cards.campaign_changed(scene.campaign, now=NOW)
    draw()
    assert lying(folder) == {"campaign": of("campaign"), "entry-4291": of("entry-4291", "voted-4291")}
    assert [row.ids for row in rows("card.campaign")] == [{}, {"after": "4291"}]
    assert [len(rows(kind)) for kind in ("card.entry", "card.winner")] == [1, 1]
    assert all(row.done_at for row in reading().scalars(select(Outbox).where(Outbox.kind != "press.make")))


@SQLITE
@pytest.mark.usefixtures("french")
def test_a_winners_cards_are_drawn_at_its_second_and_erased_when_withdrawn(scene, draw, folder):
    opens = NOW + MINUTE
    announced(scene, opens)
    cards.announced(scene.campaign, scene.vote, opens=opens, now=NOW)
    draw(opens - SECOND)
    assert lying(folder) == {}
    assert rows("card.winner")[0].done_at is None
    draw(opens)
    assert lying(folder) == {"winner-2": of("winner-2")}
    with transaction() as session:
        session.execute(update(Announcement).values(withdrawn_at=opens + SECOND))
    cards.announced(scene.campaign, scene.vote, opens=opens + SECOND, now=opens + SECOND)
    draw(opens + SECOND)
    assert lying(folder) == {}


@SQLITE
def test_an_announcement_put_off_is_not_drawn_at_its_first_hour(scene, draw, folder):
    announced(scene, NOW + 2 * MINUTE)
    cards.announced(scene.campaign, scene.vote, opens=NOW + MINUTE, now=NOW)
    draw(NOW + MINUTE)
    assert lying(folder) == {}
    assert rows("card.winner")[0].error == "not shown"


def announced(scene, opens):
    with transaction() as session:
        session.add(
            Result(
                campaign_id=scene.campaign,
                phase_id=scene.vote,
                formula="one-choice/1",
                figures={
                    "counted": 3,
                    "ranking": [{"entry": str(scene.entry), "votes": 3, "rank": 1, "tied": False}],
                },
                closed_by=scene.staff,
                closed_at=NOW,
            )
        )
        session.add(
            Selection(
                campaign_id=scene.campaign,
                phase_id=scene.vote,
                entry_id=scene.entry,
                rank=1,
                picked_by=scene.staff,
                picked_at=NOW,
            )
        )
        session.add(
            Announcement(
                campaign_id=scene.campaign,
                phase_id=scene.vote,
                opens=opens,
                texts={"fr": {"headline": "Voilà", "standfirst": "Inventé par Wout."}},
                written_by=scene.staff,
                changed_at=NOW,
            )
        )


@SQLITE
@pytest.mark.usefixtures("french")
def test_a_photograph_is_waited_for_and_then_stands_in_the_window(app, scene, draw, folder):
    picture = new_id()
    with transaction() as session:
        session.add(
            Picture(
                campaign_id=scene.campaign,
                id=picture,
                state=PictureState.INCOMING,
                width=640,
                height=640,
                digest="",
                created_at=NOW,
            )
        )
        session.flush()
        session.execute(update(Entry).values(picture_id=picture))
    cards.entry_changed(scene.campaign, scene.entry, now=NOW)
    draw()
    assert (lying(folder), rows("card.entry")[0].error) == ({}, "its picture is not ready")
    file = app.config["SETTINGS"].media / scene.campaign.hex / picture.hex / "640.webp"
    file.parent.mkdir(parents=True)
    file.write_bytes(PHOTO.read_bytes())
    with transaction() as session:
        session.execute(update(Picture).values(state=PictureState.READY))
    draw(NOW + MINUTE)
    (wide,) = folder.glob("entry-4291/entry-4291-fr-wide-*.jpg")
    # A photograph has thousands of colours where a drawing has a few.
    window = opened(wide.read_bytes()).crop((140, 340, 340, 440))
    assert len(window.getcolors(maxcolors=20_000) or ()) > 3_000


@SQLITE
@pytest.mark.usefixtures("french")
def test_a_drawing_that_fails_is_tried_again(scene, draw, folder, monkeypatch):
    def died(*arguments, **named):
        raise subprocess.CalledProcessError(-9, "python")

    with transaction() as session:
        # A name that no other test has had drawn.
        session.execute(update(Entry).values(name=new_id().hex))
    cards.entry_changed(scene.campaign, scene.entry, now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(outside.subprocess, "run", died)
        draw()
    assert (lying(folder), rows("card.entry")[0].error) == ({}, "not drawn: CalledProcessError")
    draw(NOW + MINUTE)
    assert lying(folder) == {"entry-4291": of("entry-4291", "voted-4291")}


# --- How they look, as far as a machine sees it.


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whatever_the_name_a_card_is_of_its_size_and_light(name, shape):
    file = drawn(named(ENTRY, name), shape)
    assert opened(file).size == shape.size
    assert len(file) < 300_000


@pytest.mark.parametrize("card", [CAMPAIGN, VOTED, WINNER], ids=["campaign", "voted", "winner"])
def test_the_same_card_is_the_same_bytes_and_another_is_not(card):
    one = drawn(card, Shape.WIDE)
    assert one == drawn(replace(card), Shape.WIDE)
    assert one != drawn(replace(card, face=replace(card.face, brand="Autre")), Shape.WIDE)


def test_two_entries_are_told_apart_by_their_bytes():
    assert drawn(named(ENTRY, "Ail, ail, ail"), Shape.WIDE) != drawn(named(ENTRY, "Ail, ail, aïl"), Shape.WIDE)


@pytest.mark.parametrize("text", ["بطاطس", "🧀", "👨‍🍳", "🇧🇪"])
def test_letters_from_a_font_leave_ink(text):
    """A family that resvg is not given is left out without a word."""
    place = (474, 116, 1142, 450)
    with_it, without = (opened(drawn(named(ENTRY, name), Shape.WIDE)).crop(place) for name in (text, " "))
    flood = without.getpixel((660, 5))
    inked = sum(count for count, colour in with_it.getcolors(maxcolors=300_000) if far(colour, flood))
    assert inked > 4_000


def far(colour, other) -> bool:
    return sum(abs(a - b) for a, b in zip(colour, other, strict=True)) > 300


WORDS = {
    Script.ARABIC: "بطاطس",
    Script.HEBREW: "צ'יפס",
    Script.GREEK: "Київ",
    Script.THAI: "สมชาย",
    Script.HANGUL: "감자칩",
    Script.HAN: "北京",
    Script.EMOJI: "🧀",
}


@pytest.mark.parametrize("script", FONTS)
def test_each_family_that_is_named_is_there(script):
    assert outside.width(WORDS[script], FONTS[script].family) > 1
    assert outside.width(WORDS[script], "No Such Family") == 0


def test_every_letter_that_is_set_with_a_font_is_in_it():
    """A letter too many would be an empty box, one too few a crisp."""
    held = {letter for file in outside.FONTS for letter in letters_of(Path(file).read_bytes())}
    scripts = set(FONTS) - {Script.ARABIC, Script.EMOJI}
    set_so = {one for one in map(chr, range(0x370, 0xFFF0)) if any(is_of(one, script) for script in scripts)}
    assert set_so - held == set()
    assert len(set_so) > 19_000


def letters_of(font: bytes) -> set[str]:
    """What a font maps to signs (OpenType, `cmap`, formats 4 and 12)."""
    tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * at) for at in range(struct.unpack_from(">H", font, 4)[0]))
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    found: set[str] = set()
    for at in range(struct.unpack_from(">H", font, start + 2)[0]):
        table = start + struct.unpack_from(">L", font, start + 4 + 8 * at + 4)[0]
        kind = struct.unpack_from(">H", font, table)[0]
        if kind == 12:
            for group in range(struct.unpack_from(">L", font, table + 12)[0]):
                first, last, _ = struct.unpack_from(">LLL", font, table + 16 + 12 * group)
                found |= set(map(chr, range(first, last + 1)))
        elif kind == 4:
            doubled = struct.unpack_from(">H", font, table + 6)[0]
            ends, starts = (
                struct.unpack_from(f">{doubled // 2}H", font, table + place) for place in (14, 16 + doubled)
            )
            for first, last in zip(starts, ends, strict=True):
                found |= set(map(chr, range(first, last + 1)))
    return found


def test_arabic_is_joined():
    """Joined letters are narrower than the same letters apart."""
    family = FONTS[Script.ARABIC].family
    assert outside.width("بطاطس", family) < 0.9 * sum(outside.width(one, family) for one in "بطاطس")


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("card", [ENTRY, CAMPAIGN, WINNER, named(ENTRY, "Le fond du cornet", "photo")])
def test_a_card_with_posters_is_light_too_and_drawn_otherwise(card, shape):
    file = drawn(replace(card, face=replace(card.face, sheet=Sheet.POSTER)), shape)
    assert opened(file).size == shape.size
    assert len(file) < 300_000
    assert file != drawn(card, shape)
