"""Pictures, decoded: a program of its own, run with few resources by `contest.intake`, imported by nobody.

    python -m contest.outside.images SECONDS PIXELS SOURCE WIDTH TARGET [WIDTH TARGET ...]

Writes SOURCE at every WIDTH, within SECONDS of processor time, if it has no more than PIXELS. Where the first WIDTH
is written as a square (320x320), all are squares from its middle.

Answers one line of JSON: reason (empty when all is well), width and height as they are seen upright, the shape of what
is seen (a difference hash of 64 bits, `rules.findings.pictures`) and how much its brightness varies (0 to 127).
"""

import json
import math
import os
import resource
import sys
import warnings
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, ImageStat

# A very tall picture is bounded by its height: so many times the width.
TALLEST = 2
MEMORY = 1024 * 1024 * 1024
LARGEST_FILE = 16 * 1024 * 1024
QUALITY = 82
# How each format begins. A telephone's JPEG with a second picture in it (MPO) begins like any other.
BEGINNINGS = {(0, b"\xff\xd8\xff"): "JPEG", (0, b"\x89PNG\r\n\x1a\n"): "PNG", (8, b"WEBP"): "WEBP"}
# Boxed files (ISO/IEC 14496-12, 23008-12) name what they hold in their first box: a brand, then others they agree with.
BRANDS = {b"avif": "AVIF", b"avis": "AVIF"} | dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1"), "HEIF")
MOVING = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})
LONGEST_LIST_OF_BRANDS = 256
# EXIF orientations that lie on their side (CIPA DC-008, tag 0x0112).
ORIENTATION, SIDEWAYS = 0x0112, frozenset({5, 6, 7, 8})


class NotTakenError(Exception):
    """Why a file is not taken."""


@dataclass(frozen=True)
class Answer:
    """What is said of a file."""

    reason: str = ""
    width: int = 0
    height: int = 0
    shape: int = 0
    contrast: float = 0.0


def main(arguments: list[str]) -> int:
    """Do what the arguments say and print the answer."""
    seconds, pixels, source, *rest = arguments
    _limit(seconds=int(seconds))
    widths, square = [width.partition("x")[0] for width in rest[::2]], "x" in rest[0]
    pairs = [(int(width), Path(target)) for width, target in zip(widths, rest[1::2], strict=True)]
    try:
        answer = make(Path(source), pairs, most_pixels=int(pixels), square=square)
    except NotTakenError as no:
        answer = Answer(str(no))
    sys.stdout.write(json.dumps(asdict(answer)))
    return 0


def make(source: Path, pairs: list[tuple[int, Path]], *, most_pixels: int, square: bool = False) -> Answer:
    """Write upright, clean WebP files of the given widths (pixels, never enlarged); size and shape of the source.

    Errors: NotTakenError with the reason.
    """
    try:
        with Image.open(source, formats=(_known(source),)) as picture:
            size = _require(picture, most_pixels)
            widest = max(width for width, _ in pairs)
            if square:
                # The shorter side is to be as wide as the square.
                widest = math.ceil(widest * max(size) / min(size))
            # JPEG can be decoded at a fraction of its size; the others ignore this.
            picture.draft("RGB", (widest, widest))
            if picture.format == "HEIF":
                # Its pixels may be more than its head claims: decoded (the memory is limited) and asked again.
                picture.load()
                size = _require(picture, most_pixels)
            small = _shrunk(picture, widest)
            if square:
                small = _squared(small)
            for width, target in sorted(pairs, reverse=True):
                small = _shrunk(small, width)
                _write(small, target)
            return Answer("", *size, *_shape(small))
    except NotTakenError:
        raise
    except Exception as error:  # decoders fail in every way there is, and each means the same
        raise NotTakenError("picture_broken") from error


def _known(source: Path) -> str:
    """The one format a file is read as, by how it begins: a name and a stated type prove nothing."""
    with source.open("rb") as file:
        head = file.read(LONGEST_LIST_OF_BRANDS)
    for (offset, begin), kind in BEGINNINGS.items():
        if head[offset : offset + len(begin)] == begin:
            return kind
    if head[4:8] == b"ftyp":
        return _boxed(head)
    raise NotTakenError("picture_not_a_picture")


def _boxed(head: bytes) -> str:
    """AVIF or HEIF, by the brands in the first box; films share the box and are not taken."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brand, others = head[8:12], {head[at : at + 4] for at in range(16, end, 4)}
    if brand in MOVING:
        raise NotTakenError("picture_animated")
    if brand not in BRANDS:
        raise NotTakenError("picture_not_a_picture")
    # "mif1" says only "a still picture": the others say how it is written.
    return "AVIF" if brand == b"mif1" and b"avif" in others else BRANDS[brand]


def _require(picture: Image.Image, most_pixels: int) -> tuple[int, int]:
    """The upright size, before anything is decoded."""
    width, height = picture.size
    if width * height > most_pixels:
        raise NotTakenError("picture_too_many_pixels")
    # A telephone's JPEG (MPO) or HEIC may carry further pictures, of depth or light; the first or main one is the
    # photograph, and nothing moves.
    if picture.format not in {"MPO", "HEIF"} and getattr(picture, "is_animated", False):
        raise NotTakenError("picture_animated")
    if picture.getexif().get(ORIENTATION) in SIDEWAYS:
        return height, width
    return width, height


def _shrunk(picture: Image.Image, width: int) -> Image.Image:
    """A copy no wider than `width` as it is seen, upright, in sRGB, without metadata."""
    sideways = picture.getexif().get(ORIENTATION) in SIDEWAYS
    bounds = (width, width * TALLEST)
    small = picture.copy() if picture.info.get("clean") else picture
    if small.mode in {"P", "PA"} or "transparency" in small.info:
        small = small.convert("RGBA")
    elif small.mode.startswith("I;16") or small.mode == "I":
        small = small.point(lambda value: value / 256).convert("L")
    small.thumbnail(bounds[::-1] if sideways else bounds, Image.Resampling.LANCZOS)
    # In a boxed file the box alone says how it stands (ISO/IEC 23008-12, 6.5.10); a second voice would turn it twice.
    if small.format in {"AVIF", "HEIF"}:
        small.info.pop("xmp", None)
    upright = ImageOps.exif_transpose(small)
    return _clean(_in_srgb(upright))


def _squared(picture: Image.Image) -> Image.Image:
    """The middle, a little above it, where a face is."""
    side = min(picture.size)
    return _clean(ImageOps.fit(picture, (side, side), centering=(0.5, 0.4)))


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The colours as they were meant, once the profile that explains them is gone."""
    mode = "RGBA" if picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            meant = ImageCms.ImageCmsProfile(BytesIO(profile))
            result = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"), outputMode=mode)
            return result if result is not None else picture.convert(mode)
        except (ImageCms.PyCMSError, ValueError, TypeError):
            pass
    return picture.convert(mode)


def _clean(picture: Image.Image) -> Image.Image:
    """The pixels alone."""
    pixels = Image.new(picture.mode, picture.size)
    pixels.paste(picture)
    pixels.info["clean"] = True
    return pixels


def _shape(picture: Image.Image) -> tuple[int, float]:
    """64 bits, row by row: is this spot of 8 by 8 brighter than the one to its left? And how the brightness varies."""
    ground = Image.new("RGBA", picture.size, "white")
    grey = Image.alpha_composite(ground, picture.convert("RGBA")).convert("L")
    spots = list(grey.resize((9, 8), Image.Resampling.BOX).getdata())
    bits = [spots[at + 1] > spots[at] for row in range(0, 72, 9) for at in range(row, row + 8)]
    return sum(bit << place for place, bit in enumerate(reversed(bits))), round(ImageStat.Stat(grey).stddev[0], 1)


def _write(picture: Image.Image, target: Path) -> None:
    """Whole or not at all."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        picture.save(draft, "WEBP", quality=QUALITY, method=4)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _limit(*, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    # Thumbnails lie: what the desk is shown small must be what is published large. What the box says of rotation is
    # done while decoding, and one thread at a time keeps to the memory.
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    # Pillow's own warning about size comes after ours; what a decoder mutters is nobody's.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
