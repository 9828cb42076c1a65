"""Pictures as newer telephones write them, for the tests of uploads: HEIC, AVIF and MPO, made in memory.

Like `tests.pictures`: each function gives the bytes of one file, nothing is random. The encoders are the slow
part, so that a file that is asked for again is kept.
"""

import functools
import io
import struct

import pillow_heif
from PIL import ExifTags, Image, ImageOps

from tests.pictures import NOTE, PHONE, SMALL, Size, exif_of, stored, upright

# Apple's telephones write a grid of such tiles.
TILE = 512
pillow_heif.register_heif_opener()


@functools.cache
def heic(orientation: int = 1, size: Size = PHONE) -> bytes:
    """A HEIC as an iPhone writes it: a grid of tiles, the rotation in the box and once more in the EXIF.

    `size` is the size of the picture once upright.
    """
    return _boxed("HEIF", orientation, size, tile_size=TILE, enc_params={"preset": "ultrafast"})


@functools.cache
def avif(orientation: int = 1, size: Size = PHONE) -> bytes:
    """An AVIF with the rotation in its box, a position, a maker's note."""
    return _boxed("AVIF", orientation, size, speed=10)


def mpo(orientation: int = 1, size: Size = SMALL) -> bytes:
    """A telephone's JPEG with a second picture behind the first, the same one turned to its negative."""
    first = stored(orientation, size)
    return _saved(
        first, "MPO", save_all=True, append_images=[ImageOps.invert(first)], exif=exif_of(orientation).tobytes()
    )


def heic_with_lyingexif_of(size: Size = SMALL) -> bytes:
    """A HEIC that stands upright by its box while its EXIF still speaks of a turn: the box alone counts."""
    whole, said = heic(1, size), exif_of(1).tobytes()
    place = said.index(b"\x01\x12\x00\x03") if b"MM" in said[:10] else said.index(b"\x12\x01\x03\x00")
    ahead = said[place : place + 8]
    at = whole.index(ahead) + 8
    number = b"\x00\x06" if ahead.startswith(b"\x01\x12") else b"\x06\x00"
    return whole[:at] + number + whole[at + 2 :]


def heic_with_lying_exif(size: Size = SMALL) -> bytes:
    """A HEIC that stands upright by its box while its EXIF speaks of a quarter turn: the box alone counts."""
    told = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00"
    before, found, after = heic(1, size).partition(told)
    assert found, "the EXIF says how the picture stands, the large byte first"
    return before + found + b"\x06" + after[1:]


def heic_of_several(size: Size = SMALL) -> bytes:
    """Several still pictures in one HEIC; the second is the main one."""
    film = [ImageOps.invert(upright(size)), upright(size), ImageOps.flip(upright(size))]
    return _saved(film[0], "HEIF", save_all=True, append_images=film[1:], primary_index=1, quality=80)


def moving_heic(size: Size = SMALL) -> bytes:
    """The same, saying that it is a sequence."""
    return branded(heic_of_several(size), b"hevc")


def moving_avif(size: Size = SMALL) -> bytes:
    """An AVIF that moves."""
    film = [upright(size), ImageOps.mirror(upright(size)), ImageOps.flip(upright(size))]
    return _saved(film[0], "AVIF", save_all=True, append_images=film[1:], duration=120, speed=10)


def branded(whole: bytes, brand: bytes) -> bytes:
    """The file, its first box naming another brand."""
    return whole[:8] + brand + whole[12:]


def enormous(whole: bytes, size: Size = (60_000, 60_000)) -> bytes:
    """The file, every `ispe` box of it (and the head of its grid) claiming another size."""
    hurt, at = bytearray(whole), 0
    while (at := whole.find(b"ispe", at + 1)) > 0:
        hurt[at + 8 : at + 16] = struct.pack(">II", *size)
    return bytes(hurt)


def unlike_its_head(whole: bytes, size: Size = (64, 48)) -> bytes:
    """The file, claiming to be far smaller than the pixels in it."""
    return enormous(whole, size)


def cut(whole: bytes, share: float) -> bytes:
    """What came of a file whose sending broke off."""
    return whole[: int(len(whole) * share)]


def film_named_heic() -> bytes:
    """A film's first boxes."""
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"mp42", 0, b"isom", b"mp42") + b"\0" * 400


def _boxed(kind: str, orientation: int, size: Size, **how: object) -> bytes:
    exif = exif_of(orientation)
    exif[ExifTags.Base.ImageDescription] = NOTE
    return _saved(stored(orientation, size), kind, quality=85, exif=exif.tobytes(), **how)


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()
