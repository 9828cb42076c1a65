"""A portrait of one's own: square, clean, shown only to whom it is meant for, gone with the person."""

import io
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image

from contest import worker
from contest.intake import Folders
from contest.queries import staff
from contest.rules.objections import Refused
from contest.rules.pictures import PORTRAITS, portrait_of
from contest.services.accounts import members, portraits
from tests import pictures
from tests.services.colleagues import NOW, moderator, owner, verbs

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def folders(app: Flask) -> Folders:
    settings = app.config["SETTINGS"]
    return Folders(settings.media, settings.data / "incoming")


def put(staff_id: UUID, folders: Folders, data: bytes | None = None) -> UUID:
    stream = io.BytesIO(data or pictures.phone_photo(6, (600, 400)))
    return portraits.put(staff_id, stream, media=folders.media, incoming=folders.incoming, now=NOW)


def files(folders: Folders) -> list[Path]:
    return [file for folder in (folders.media, folders.incoming) for file in folder.rglob("*") if file.is_file()]


def seen(portrait_id: UUID, staff_id: UUID) -> tuple[bool, tuple[UUID | None, bool]]:
    return staff.is_seen(portrait_id), staff.portrait(staff_id)


def test_a_portrait_is_square_upright_clean_and_nothing_else_stays(folders: Folders):
    me = owner()
    portrait = put(me, folders)
    for side in PORTRAITS:
        data = (folders.media / portrait_of(portrait, side)).read_bytes()
        with Image.open(io.BytesIO(data)) as opened:
            assert opened.size == (side, side)
        assert pictures.leaks(data) == []
    assert len(files(folders)) == len(PORTRAITS)
    assert verbs()[-1] == "staff.portrait_changed"


@pytest.mark.parametrize(("size", "sides"), [((900, 300), (128, 300)), ((200, 1600), (128, 200)), ((90, 60), (60, 60))])
def test_it_is_never_made_larger_than_it_came(folders: Folders, size: tuple[int, int], sides: tuple[int, int]):
    portrait = put(owner(), folders, pictures.jpeg(size))
    for side, made in zip(PORTRAITS, sides, strict=True):
        with Image.open(folders.media / portrait_of(portrait, side)) as opened:
            assert opened.size == (made, made)


def test_it_is_seen_only_while_its_person_says_so_and_works_here(folders: Folders):
    boss = owner()
    me = moderator(boss)
    portrait = put(me, folders)
    assert seen(portrait, me) == (False, (portrait, False))
    portraits.show(me, seen=True, now=NOW)
    portraits.show(me, seen=True, now=NOW)
    assert seen(portrait, me) == (True, (portrait, True))
    assert verbs().count("staff.seen_changed") == 1
    for _ in range(2):
        portraits.sign_as(me, {"fr": " la  modératrice", "nl": " "}, now=NOW)
    assert staff.titles(me) == {"fr": "la modératrice"}
    assert verbs().count("staff.titles_changed") == 1
    with pytest.raises(Refused) as refused:
        portraits.sign_as(me, {"fr": "x" * 121}, now=NOW)
    assert [(one.key, one.field) for one in refused.value.objections] == [("field_too_long", "title_fr")]
    portraits.show(me, seen=False, now=NOW)
    assert not staff.is_seen(portrait)
    portraits.show(me, seen=True, now=NOW)
    members.end(me, by=boss, now=NOW)
    assert seen(portrait, me) == (False, (None, False))


def test_another_takes_its_place_and_the_files_of_the_first_are_deleted(app: Flask, folders: Folders):
    me = owner()
    first, second = put(me, folders), put(me, folders)
    portraits.show(me, seen=True, now=NOW)
    assert (staff.is_seen(first), staff.is_seen(second)) == (False, True)
    worker.run_once(app, NOW)
    assert {file.parent.name for file in files(folders) if file.suffix == ".webp"} == {second.hex}
    portraits.take_down(me, now=NOW)
    portraits.take_down(me, now=NOW)
    assert seen(second, me) == (False, (None, True))
    worker.run_once(app, NOW)
    assert not [file for file in files(folders) if file.suffix == ".webp"]
    assert verbs().count("staff.portrait_removed") == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pictures.truncated_jpeg(), "picture_broken"),
        (pictures.svg_with_script(), "picture_not_a_picture"),
        (pictures.enormous_claim(), "picture_too_many_pixels"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_one_there_is_stays(folders: Folders, data: bytes, reason: str):
    me = owner()
    portrait = put(me, folders)
    before = files(folders)
    with pytest.raises(Refused) as refused:
        put(me, folders, data)
    assert [objection.key for objection in refused.value.objections] == [reason]
    assert staff.portrait(me) == (portrait, False)
    assert files(folders) == before
