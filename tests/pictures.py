"""Pictures for the tests of uploads, made in memory: what people's phones send, and what nobody should.

Each function gives the bytes of one file. Nothing is read from the disk and nothing is random, so that a test
that fails fails again. `python -m tests.pictures` checks, pixel by pixel, that the eight phone photos stand
the right way up.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageOps, ImageStat, PngImagePlugin, TiffImagePlugin

if TYPE_CHECKING:
    from collections.abc import Iterable

Size = tuple[int, int]

PHONE = (4000, 3000)
SMALL = (400, 300)
MAKER = "Patatras Phone Works"
MODEL = "Cornet 12"
TAKEN = "2026:11:21 18:42:07"
NOTE = "0499 00 01 02, rue du Test 1"  # what a text chunk must not carry out of the house
LATITUDE = (50, 36, 53.4)
LONGITUDE = (5, 30, 31.2)

# What the camera's pixels went through when the file says "orientation n": the inverse of what a viewer does.
_AS_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def upright(size: Size = PHONE) -> Image.Image:
    """The test card the right way up: four different quarters, a disc above left, a bar on the right, a step.

    No turn and no mirror maps it on itself, so that one look at the pixels tells which way up a picture is.
    """
    w, h = size
    card = Image.new("RGB", size, (246, 238, 220))
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, w // 2 - 1, h // 2 - 1), fill=(212, 48, 15))
    draw.rectangle((w // 2, 0, w - 1, h // 2 - 1), fill=(247, 188, 33))
    draw.rectangle((0, h // 2, w // 2 - 1, h - 1), fill=(35, 63, 143))
    r = min(w, h) // 8
    draw.ellipse((w // 4 - r, h // 4 - r, w // 4 + r, h // 4 + r), fill=(255, 250, 238))
    draw.rectangle((w * 7 // 8, h // 16, w * 15 // 16, h * 7 // 16), fill=(27, 26, 46))
    draw.polygon(
        [(w * 9 // 16, h * 15 // 16), (w * 15 // 16, h * 15 // 16), (w * 15 // 16, h * 9 // 16)],
        fill=(31, 107, 76),
    )
    for i in range(8):  # a ramp, so that a lost or doubled edge shows
        draw.rectangle((w * i // 16, h * 7 // 8, w * (i + 1) // 16 - 1, h - 1), fill=(i * 32, 255 - i * 32, 128))
    return card


def stored(orientation: int, size: Size = PHONE) -> Image.Image:
    """The camera's pixels that stand upright once the orientation is followed."""
    if orientation not in range(1, 9):
        raise ValueError(orientation)
    card = upright(size)
    return card.transpose(_AS_STORED[orientation]) if orientation in _AS_STORED else card


def phone_photo(orientation: int = 1, size: Size = PHONE, *, quality: int = 92) -> bytes:
    """A JPEG as a phone writes it: EXIF orientation 1 to 8, position, maker, moment, a maker's note.

    `size` is the size of the picture once upright; the stored pixels of 5 to 8 are lying (height by width).
    """
    return _saved(
        stored(orientation, size), "JPEG", quality=quality, subsampling=0, exif=exif_of(orientation).tobytes()
    )


def jpeg(size: Size = SMALL) -> bytes:
    """A plain JPEG with no metadata at all."""
    return _saved(upright(size), "JPEG", quality=92, subsampling=0)


def progressive_cmyk_jpeg(size: Size = SMALL) -> bytes:
    """A progressive JPEG in CMYK, as a print shop sends it."""
    return _saved(upright(size).convert("CMYK"), "JPEG", quality=92, progressive=True)


def png_with_alpha(size: Size = SMALL) -> bytes:
    """A PNG with a clear hole in its middle and a tEXt and an iTXt chunk that carry `NOTE`."""
    card = upright(size).convert("RGBA")
    hole = Image.new("L", size, 255)
    w, h = size
    ImageDraw.Draw(hole).ellipse((w // 3, h // 3, w * 2 // 3, h * 2 // 3), fill=0)
    card.putalpha(hole)
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", NOTE)
    info.add_itxt("Author", NOTE, "fr", "Auteur")
    return _saved(card, "PNG", pnginfo=info)


def png_16_bit(size: Size = SMALL) -> bytes:
    """A PNG of 16-bit greys, which a careless conversion turns white."""
    grey = upright(size).convert("L").convert("I").point(lambda level: level * 257)
    return _saved(grey.convert("I;16"), "PNG")


def webp_with_exif(orientation: int = 6, size: Size = SMALL) -> bytes:
    """A lossless WebP with the same EXIF as the phone photo: its position and its orientation count too."""
    return _saved(stored(orientation, size), "WEBP", lossless=True, exif=exif_of(orientation).tobytes())


def animated_gif(frames: int = 4, size: Size = SMALL) -> bytes:
    """A GIF that moves: the card, then its turns."""
    return _moving("GIF", frames, size)


def animated_webp(frames: int = 4, size: Size = SMALL) -> bytes:
    """A WebP that moves."""
    return _moving("WEBP", frames, size)


def animated_png(frames: int = 4, size: Size = SMALL) -> bytes:
    """An APNG: it calls itself a PNG and moves."""
    return _moving("PNG", frames, size)


def truncated_jpeg(share: float = 0.5, size: Size = SMALL) -> bytes:
    """A phone photo whose sending broke off: the head is whole, the rest stops at `share` of the file."""
    whole = phone_photo(1, size)
    return whole[: max(600, int(len(whole) * share))]


def image_bomb(side: int = 20_000) -> bytes:
    """A PNG of one colour: some 75 KB (1 bit a pixel), 400 million pixels, over 1 GB once opened as RGB."""
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    squeezer = zlib.compressobj(9)
    body = b"".join(squeezer.compress(row) for _ in range(side)) + squeezer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def bomb_of_frames(frames: int = 500, side: int = 2_000) -> bytes:
    """A GIF with very many large frames in few bytes: each is fine, all together are not."""
    out = io.BytesIO()
    blank = Image.new("P", (side, side))
    blank.save(out, "GIF", optimize=False)
    once = out.getvalue()
    start = once.index(b",", 13 + 3 * 2 ** ((once[10] & 7) + 1))
    return once[:start] + once[start:-1] * frames + b";"


def enormous_claim(size: Size = (60_000, 60_000)) -> bytes:
    """A PNG whose head claims a size its few pixels do not have."""
    header = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + _chunk(b"IEND", b"")
    )


def text_named_jpg() -> bytes:
    """A text that is sent as `holiday.jpg`."""
    return b"Ceci n'est pas une photo.\n" * 40


def html_named_jpg() -> bytes:
    """A page that is sent as `photo.jpg`, for browsers that guess the kind of a file."""
    return b"<!doctype html><title>x</title><script>document.title='ran'</script>"


def svg_with_script() -> bytes:
    """An SVG that would run a script, and fetch something, if it were served as it is."""
    return (
        b'<?xml version="1.0"?>\n'
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="alert(1)">'
        b"<script>alert(document.domain)</script>"
        b'<image href="https://example.org/seen.png" width="10" height="10"/></svg>'
    )


def polyglot(size: Size = SMALL) -> bytes:
    """A real JPEG that is a page with a script as well: in a comment of its head, and again after its end."""
    whole = jpeg(size)
    page = b"<html><body><script>alert(document.domain)</script></body></html>"
    comment = b"\xff\xfe" + struct.pack(">H", len(page) + 2) + page
    return whole[:2] + comment + whole[2:] + page


def polyglot_gif_script() -> bytes:
    """A GIF that is a script as well: `GIF89a` is a name, its width opens a comment, its tail closes it."""
    tail = b"*/=1;alert(document.domain)//"
    width = struct.unpack("<H", b"/*")[0]
    screen = struct.pack("<HHBBB", width, 1, 0x80, 0, 0) + b"\xff\xff\xff\0\0\0"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02D\x01\0;"
    return b"GIF89a" + screen + frame + tail


def empty() -> bytes:
    """Nothing: a form sent with an empty file."""
    return b""


def same_picture(left: Image.Image, right: Image.Image, *, tolerance: float = 3.0) -> bool:
    """Whether two pictures have the same size and, but for what JPEG does to edges, the same pixels."""
    if left.size != right.size:
        return False
    difference = ImageChops.difference(left.convert("RGB"), right.convert("RGB"))
    return max(ImageStat.Stat(difference).mean) < tolerance


def leaks(picture: bytes) -> list[str]:
    """What a picture still says about its maker: EXIF names and text chunks, and the words we planted."""
    found = []
    with Image.open(io.BytesIO(picture)) as opened:
        opened.load()
        found += [ExifTags.TAGS.get(tag, str(tag)) for tag in opened.getexif()]
        found += list(getattr(opened, "text", {}))
        found += [key for key in ("comment", "xmp", "XML:com.adobe.xmp", "photoshop") if opened.info.get(key)]
    found += [word for word in (MAKER, MODEL, TAKEN, NOTE) if word.encode() in picture]
    return found


def exif_of(orientation: int) -> Image.Exif:
    """What a phone writes about a picture: how it stands, where, when and with what it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = MAKER
    exif[ExifTags.Base.Model] = MODEL
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.DateTime] = TAKEN
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = TAKEN
    details[ExifTags.Base.MakerNote] = b"maker" * 200
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    position[ExifTags.GPS.GPSVersionID] = b"\2\3\0\0"
    position[ExifTags.GPS.GPSLatitudeRef] = "N"
    position[ExifTags.GPS.GPSLatitude] = _degrees(LATITUDE)
    position[ExifTags.GPS.GPSLongitudeRef] = "E"
    position[ExifTags.GPS.GPSLongitude] = _degrees(LONGITUDE)
    return exif


def _degrees(parts: Iterable[float]) -> tuple[TiffImagePlugin.IFDRational, ...]:
    return tuple(TiffImagePlugin.IFDRational(round(part * 10), 10) for part in parts)


def _moving(kind: str, frames: int, size: Size) -> bytes:
    card = upright(size)
    turns = [card, ImageOps.mirror(card), ImageOps.flip(card), ImageOps.invert(card)]
    film = [turns[i % 4] for i in range(frames)]
    return _saved(film[0], kind, save_all=True, append_images=film[1:], duration=120, loop=0)


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _check() -> None:
    """Each kind of file is what its docstring says; all eight photos are upright once read by their EXIF."""
    for size in (SMALL, (301, 403), PHONE):
        card = upright(size)
        ways = [card.transpose(way) for way in Image.Transpose]
        assert not any(same_picture(card, way, tolerance=20) for way in ways), "the card must be like none of its turns"
        for n in range(1, 9):
            photo = phone_photo(n, size)
            with Image.open(io.BytesIO(photo)) as opened:
                assert opened.getexif()[ExifTags.Base.Orientation] == n
                assert opened.getexif().get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] == "N"
                assert opened.size == (size if n < 5 else size[::-1])
                assert n == 1 or not same_picture(opened, card, tolerance=20)
                assert same_picture(ImageOps.exif_transpose(opened), card), n
            assert {"Make", "GPSInfo", MAKER, TAKEN} <= set(leaks(photo))
    with Image.open(io.BytesIO(webp_with_exif(8))) as opened:
        assert same_picture(ImageOps.exif_transpose(opened), upright(SMALL), tolerance=0.1)
    assert leaks(jpeg()) == []
    assert set(leaks(png_with_alpha())) >= {"Comment", "Author", NOTE}
    for film, kind in ((animated_gif(), "GIF"), (animated_webp(), "WEBP"), (animated_png(), "PNG")):
        with Image.open(io.BytesIO(film)) as opened:
            assert (opened.format, opened.n_frames) == (kind, 4)
    with Image.open(io.BytesIO(png_16_bit())) as opened:
        assert opened.mode.startswith("I;16")
        assert opened.getextrema()[1] > 255
    with Image.open(io.BytesIO(progressive_cmyk_jpeg())) as opened:
        assert opened.mode == "CMYK"
    assert len(image_bomb()) < 100_000
    assert struct.unpack(">II", image_bomb()[16:24]) == (20_000, 20_000)
    small = image_bomb(64)
    with Image.open(io.BytesIO(small)) as opened:
        assert opened.convert("L").getextrema() == (255, 255)
    with Image.open(io.BytesIO(bomb_of_frames(5, 64))) as opened:
        assert opened.n_frames == 5
    for whole in (polyglot(), polyglot_gif_script()):
        with Image.open(io.BytesIO(whole)) as opened:
            opened.load()
        assert b"alert(" in whole
    for broken in (
        truncated_jpeg(),
        text_named_jpg(),
        html_named_jpg(),
        svg_with_script(),
        enormous_claim(),
        empty(),
    ):
        try:
            with Image.open(io.BytesIO(broken)) as opened:
                opened.load()
        except (OSError, Image.DecompressionBombError):
            continue
        raise AssertionError(broken[:40])


if __name__ == "__main__":
    _check()
    print("the pictures are what they say")
