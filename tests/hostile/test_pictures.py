"""Uploads: phone photos come out upright and silent about their place; what is no picture leaves no trace."""

import io
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageOps
from sqlalchemy import select

from contest import intake
from contest.db import new_id, reading
from contest.intake import Folders
from contest.models import Audit, Outbox, Picture, PictureState
from contest.queries import pictures as views
from contest.rules.objections import Refused
from contest.rules.pictures import MOST_BYTES, Verdict
from contest.services import pictures
from contest.services.deliveries import pictures as deliveries
from tests import pictures as made
from tests.services.contests import Contest, idea, make_contest, rows

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "media", tmp_path / "incoming")


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def receive(folders: Folders, data: bytes) -> tuple[Verdict, bytes]:
    """The verdict on a file, and its preview."""
    campaign, picture = new_id(), new_id()
    verdict = intake.receive(io.BytesIO(data), folders, campaign, picture)
    preview = folders.width(campaign, picture, 320)
    return verdict, preview.read_bytes() if preview.exists() else b""


def left_behind(folders: Folders) -> list[Path]:
    return [path for folder in (folders.media, folders.incoming) for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_phone_photo_stands_upright_and_says_nothing_of_its_place(folders: Folders, orientation: int):
    verdict, preview = receive(folders, made.phone_photo(orientation))
    assert (verdict.reason, verdict.width, verdict.height) == ("", 4000, 3000)
    shown = Image.open(io.BytesIO(preview))
    assert (shown.format, shown.size) == ("WEBP", (320, 240))
    expected = made.upright().resize((320, 240), Image.Resampling.LANCZOS)
    assert made.same_picture(shown, expected)
    assert made.leaks(preview) == []


@pytest.mark.parametrize("orientation", [1, 6, 7])
def test_the_larger_widths_are_upright_and_silent_too(folders: Folders, orientation: int):
    campaign, picture = new_id(), new_id()
    intake.receive(io.BytesIO(made.phone_photo(orientation)), folders, campaign, picture)
    assert intake.enlarge(folders, campaign, picture)
    for width in (640, 1280):
        data = folders.width(campaign, picture, width).read_bytes()
        size = (width, width * 3 // 4)
        assert made.same_picture(Image.open(io.BytesIO(data)), made.upright().resize(size))
        assert made.leaks(data) == []


@pytest.mark.parametrize("make", [made.jpeg, made.png_with_alpha, made.png_16_bit, made.webp_with_exif])
def test_what_people_send_is_taken(folders: Folders, make):
    verdict, preview = receive(folders, make())
    source = ImageOps.exif_transpose(Image.open(io.BytesIO(make())))
    assert (verdict.reason, (verdict.width, verdict.height)) == ("", source.size)
    width = min(320, source.width)
    assert Image.open(io.BytesIO(preview)).width == width
    assert made.leaks(preview) == []


def test_a_printers_jpeg_is_shown_in_screen_colours(folders: Folders):
    verdict, preview = receive(folders, made.progressive_cmyk_jpeg())
    assert (verdict.reason, Image.open(io.BytesIO(preview)).mode) == ("", "RGB")


def test_a_small_picture_is_never_enlarged(folders: Folders):
    campaign, picture = new_id(), new_id()
    intake.receive(io.BytesIO(made.jpeg((200, 100))), folders, campaign, picture)
    assert intake.enlarge(folders, campaign, picture)
    made_of = [folders.width(campaign, picture, width).read_bytes() for width in (320, 640, 1280)]
    assert [Image.open(io.BytesIO(data)).size for data in made_of] == [(200, 100)] * 3


def test_a_page_behind_a_picture_does_not_come_along(folders: Folders):
    verdict, preview = receive(folders, made.polyglot())
    assert verdict.reason == ""
    assert b"<script" not in preview


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (made.empty, "picture_not_a_picture"),
        (made.text_named_jpg, "picture_not_a_picture"),
        (made.html_named_jpg, "picture_not_a_picture"),
        (made.svg_with_script, "picture_not_a_picture"),
        (made.animated_gif, "picture_not_a_picture"),
        (made.bomb_of_frames, "picture_not_a_picture"),
        (made.polyglot_gif_script, "picture_not_a_picture"),
        (made.animated_png, "picture_animated"),
        (made.animated_webp, "picture_animated"),
        (made.truncated_jpeg, "picture_broken"),
        (made.image_bomb, "picture_too_many_pixels"),
        (made.enormous_claim, "picture_too_many_pixels"),
        (lambda: made.jpeg()[:20], "picture_broken"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "picture_broken"),
        (lambda: b"RIFF\0\0\0\0WEBP" + b"\0" * 64, "picture_broken"),
        (lambda: b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "picture_too_large"),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing_behind(folders: Folders, make, reason):
    verdict, _ = receive(folders, make())
    assert verdict.reason == reason
    assert left_behind(folders) == []


def test_a_file_of_exactly_the_limit_is_looked_at(folders: Folders):
    padded = made.jpeg() + b"\0" * (MOST_BYTES - len(made.jpeg()))
    assert receive(folders, padded)[0].reason == ""
    assert receive(folders, padded + b"\0")[0].reason == "picture_too_large"


def test_broken_bytes_never_break_us(folders: Folders):
    """Every 97th byte of a good file turned over, in turn: a picture or a reason, nothing else."""
    whole = bytearray(made.jpeg((64, 48)))
    reasons = set()
    for at in range(2, len(whole), max(97, len(whole) // 24)):
        hurt = bytearray(whole)
        hurt[at] ^= 0xFF
        reasons.add(receive(folders, bytes(hurt))[0].reason)
    assert reasons <= {"", "picture_broken", "picture_too_many_pixels", "picture_not_a_picture"}
    assert "picture_busy" not in reasons


def test_an_upload_is_for_us_alone(folders: Folders):
    campaign, picture = new_id(), new_id()
    intake.receive(io.BytesIO(made.jpeg()), folders, campaign, picture)
    assert (folders.original(picture).stat().st_mode & 0o777) == 0o600
    assert (folders.incoming.stat().st_mode & 0o777) == 0o700


def test_ten_at_once_are_all_answered(folders: Folders):
    data, found = made.phone_photo(6, (1600, 1200)), []

    def send() -> None:
        found.append(receive(folders, data)[0].reason)

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert set(found) <= {"", "picture_busy"}


def test_the_child_is_given_no_secret(folders: Folders, monkeypatch):
    """A decoder that were taken over would find nothing worth having in its environment."""
    monkeypatch.setattr(intake, "PROGRAM", "tests.hostile.tell_environment")
    answer = intake._child(Path("x"), [("320", Path("y"))], 5)
    assert sorted(answer) == ["LC_ALL", "PYTHONDONTWRITEBYTECODE"]


@ONE
def test_a_picture_is_written_down_resized_and_its_original_deleted(contest: Contest, folders: Folders):
    picture = contest.picture(folders.media.parent, made.phone_photo(6))
    row = reading().execute(select(Picture.state, Picture.width, Picture.height)).one()
    assert tuple(row) == (PictureState.INCOMING, 4000, 3000)
    queued = reading().execute(select(Outbox.kind, Outbox.ids)).all()
    assert [tuple(found) for found in queued] == [("picture.resize", {"picture": picture.hex})]
    recorded = reading().scalars(select(Audit.verb).where(Audit.ref == picture)).all()
    assert recorded == ["picture.uploaded"]
    for _ in range(2):
        deliveries.resize(contest.campaign, picture, folders=folders)
    assert [path.name for path in sorted(left_behind(folders))] == ["1280.webp", "320.webp", "640.webp"]
    assert views.view(contest.campaign, picture, contest.now).ready


@ONE
def test_a_refused_upload_writes_nothing_down(contest: Contest, folders: Folders):
    with pytest.raises(Refused) as no:
        contest.picture(folders.media.parent, made.svg_with_script())
    assert [objection.key for objection in no.value.objections] == ["picture_not_a_picture"]
    assert (rows(Picture), rows(Outbox), left_behind(folders)) == (0, 0, [])


@ONE
def test_a_picture_is_public_exactly_while_its_idea_is(contest: Contest, folders: Folders):
    picture = contest.picture(folders.media.parent)
    answers = idea("Shown", alternative="A plate of chicory")
    entry = contest.pending(picture_id=picture, answers=answers)
    assert not views.view(contest.campaign, picture, contest.now).public
    contest.decide(entry)
    assert views.view(contest.campaign, picture, contest.now).public
    contest.decide(entry, "remove", reason="danger")
    assert not views.view(contest.campaign, picture, contest.now).public


@ONE
def test_somebody_elses_picture_cannot_be_taken_over(contest: Contest, folders: Folders):
    picture = contest.picture(folders.media.parent)
    answers = idea("Shown", alternative="A plate of chicory")
    contest.published(picture_id=picture, answers=answers)
    for stolen in (picture, new_id()):
        with pytest.raises(Refused) as no:
            contest.submit(picture_id=stolen, answers=answers)
        assert [objection.key for objection in no.value.objections] == ["picture_gone"]


@ONE
def test_what_belongs_to_nothing_goes_after_a_day(contest: Contest, folders: Folders):
    unused = contest.picture(folders.media.parent)
    used = contest.picture(folders.media.parent)
    contest.submit(picture_id=used, answers=idea("Kept", alternative="A plate of chicory"))
    assert pictures.sweep(now=contest.now + pictures.UNUSED_FOR) == 0
    assert pictures.sweep(now=contest.now + pictures.UNUSED_FOR * 2) == 1
    assert views.view(contest.campaign, unused, contest.now) is None
    assert views.view(contest.campaign, used, contest.now) is not None
    deliveries.erase(contest.campaign, unused, folders=folders)
    deliveries.resize(contest.campaign, unused, folders=folders)
    assert [path for path in left_behind(folders) if unused.hex in str(path)] == []


def test_the_incoming_folder_is_emptied_after_a_day(folders: Folders):
    receive(folders, made.jpeg())
    now = datetime.now(UTC)
    assert deliveries.sweep_incoming(folders=folders, now=now) == 0
    assert deliveries.sweep_incoming(folders=folders, now=now + timedelta(hours=24, minutes=1)) == 1
    assert list(folders.incoming.iterdir()) == []
