"""HEIC, AVIF and MPO, as newer phones send them: upright, silent about their place, or refused with a reason."""

import io
from pathlib import Path

import pytest
from PIL import Image

from contest import intake
from contest.db import new_id
from contest.intake import Folders
from contest.rules.pictures import PREVIEW, Verdict
from tests import phones, pictures
from tests.pictures import SMALL

KINDS = pytest.mark.parametrize("kind", [phones.heic, phones.avif, phones.mpo], ids=["heic", "avif", "mpo"])
BOXED = pytest.mark.parametrize("kind", [phones.heic, phones.avif], ids=["heic", "avif"])
FORTY = (7300, 5475)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "media", tmp_path / "incoming")


def receive(folders: Folders, data: bytes) -> tuple[Verdict, bytes]:
    """The verdict on a file, and its preview."""
    campaign, picture = new_id(), new_id()
    verdict = intake.receive(io.BytesIO(data), folders, campaign, picture)
    preview = folders.width(campaign, picture, PREVIEW)
    return verdict, preview.read_bytes() if preview.exists() else b""


def assert_upright(data: bytes, size: tuple[int, int] = (320, 240)) -> None:
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.format, shown.size) == ("WEBP", size)
        expected = pictures.upright((size[0] * 4, size[1] * 4)).resize(size, Image.Resampling.LANCZOS)
        assert pictures.same_picture(shown, expected, tolerance=4.0)
    assert pictures.leaks(data) == []


@KINDS
@pytest.mark.parametrize("orientation", range(1, 9))
def test_however_a_phone_was_held_the_picture_stands_upright(folders: Folders, kind, orientation: int):
    verdict, preview = receive(folders, kind(orientation, SMALL))
    assert (verdict.reason, verdict.width, verdict.height) == ("", *SMALL)
    assert_upright(preview)


@BOXED
def test_twelve_megapixels_are_within_the_limits_in_every_width(folders: Folders, kind):
    campaign, picture = new_id(), new_id()
    verdict = intake.receive(io.BytesIO(kind(6)), folders, campaign, picture)
    assert (verdict.reason, verdict.width, verdict.height) == ("", 4000, 3000)
    assert intake.enlarge(folders, campaign, picture)
    for width in (320, 640, 1280):
        assert_upright(folders.width(campaign, picture, width).read_bytes(), (width, width * 3 // 4))


@BOXED
def test_forty_megapixels_are_taken_and_one_row_more_is_not(folders: Folders, kind):
    forty = kind(1, FORTY)
    assert receive(folders, forty)[0].reason == ""
    # The head decides, before a pixel is decoded; to encode another forty megapixels takes as long as to take them.
    longer = phones.enormous(forty, (FORTY[0], FORTY[1] + 16))
    assert receive(folders, longer)[0].reason == "picture_too_many_pixels"


def test_what_the_exif_of_a_heic_says_of_its_rotation_does_not_turn_it_twice(folders: Folders):
    verdict, preview = receive(folders, phones.heic_with_lying_exif())
    assert (verdict.reason, verdict.width, verdict.height) == ("", *SMALL)
    assert_upright(preview)


def test_of_several_still_pictures_the_main_one_is_taken(folders: Folders):
    for data in (phones.heic_of_several(), phones.mpo(3)):
        verdict, preview = receive(folders, data)
        assert verdict.reason == ""
        assert_upright(preview)


@pytest.mark.parametrize(("kind", "brand"), [(phones.heic, b"mif1"), (phones.heic, b"heix"), (phones.avif, b"mif1")])
def test_a_brand_that_only_says_still_picture_is_enough(folders: Folders, kind, brand):
    assert receive(folders, phones.branded(kind(8, SMALL), brand))[0].reason == ""


HOSTILE = {
    "heic cut in its head": (lambda: phones.cut(phones.heic(1, SMALL), 0.02), "picture_broken"),
    "heic cut in its pixels": (lambda: phones.cut(phones.heic(1, SMALL), 0.6), "picture_broken"),
    "avif cut in its head": (lambda: phones.cut(phones.avif(1, SMALL), 0.02), "picture_broken"),
    "avif cut in its pixels": (lambda: phones.cut(phones.avif(1, SMALL), 0.6), "picture_broken"),
    "heic claiming 3,600 megapixels": (lambda: phones.enormous(phones.heic(1, SMALL)), "picture_too_many_pixels"),
    "avif claiming 3,600 megapixels": (lambda: phones.enormous(phones.avif(1, SMALL)), "picture_broken"),
    "avif claiming 256 megapixels": (
        lambda: phones.enormous(phones.avif(1, SMALL), (16_000, 16_000)),
        "picture_too_many_pixels",
    ),
    "heic called avif": (lambda: phones.branded(phones.heic(1, SMALL), b"avif"), "picture_broken"),
    "avif called heic": (lambda: phones.branded(phones.avif(1, SMALL), b"heic"), "picture_broken"),
    "heic of an unknown brand": (lambda: phones.branded(phones.heic(1, SMALL), b"zzzz"), "picture_not_a_picture"),
    "a film": (phones.film_named_heic, "picture_not_a_picture"),
    "a heic that moves": (phones.moving_heic, "picture_animated"),
    "an avif that moves": (phones.moving_avif, "picture_animated"),
    "a first box and nothing": (lambda: phones.heic(1, SMALL)[:28], "picture_broken"),
    "a first box of no length": (lambda: b"\0\0\0\0ftypmif1" + b"\0" * 64, "picture_broken"),
    "a first box of every length": (lambda: b"\xff\xff\xff\xffftypavif" + b"\xff" * 64, "picture_broken"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_broken_or_lies_is_refused_and_leaves_nothing_behind(folders: Folders, what: str):
    make, reason = HOSTILE[what]
    verdict, preview = receive(folders, make())
    assert (verdict.reason, preview) == (reason, b"")
    assert [path for room in (folders.media, folders.incoming) for path in room.rglob("*") if path.is_file()] == []


@BOXED
def test_turned_over_bytes_never_break_us(folders: Folders, kind):
    """Bytes all over a good file turned over, in turn: a picture or a reason, never silence and never a wait."""
    whole = bytearray(kind(6, (64, 48)))
    reasons = set()
    for at in range(4, len(whole), max(31, len(whole) // 40)):
        hurt = bytearray(whole)
        hurt[at] ^= 0xFF
        reasons.add(receive(folders, bytes(hurt))[0].reason)
    assert reasons <= {"", "picture_broken", "picture_too_many_pixels", "picture_not_a_picture"}


@BOXED
def test_more_pixels_than_the_head_claims_are_never_written_larger_than_we_take(folders: Folders, kind):
    """The decoder believes the head or the pixels, or refuses: what is written has our widths."""
    verdict, preview = receive(folders, phones.unlike_its_head(kind(1, SMALL)))
    assert verdict.reason in {"", "picture_broken"}
    assert not preview or Image.open(io.BytesIO(preview)).width <= PREVIEW
