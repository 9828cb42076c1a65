"""Cards made into pictures: SVG by resvg, JPEG by Pillow, with the fonts beside this file and no other.

A program of its own, as `outside/images.py`: resvg keeps Python's lock while it draws, and counting must not wait. It
reads one JSON object on its input and steps back for whatever else the machine has to do.

    python -m contest.outside.cards < {"parts": {name: svg}, "cards": [[svg, target]], "words": [[word, family]]}

A part is drawn once; cards show it as `part:NAME`. resvg joins and turns Arabic itself; a family it is not given it
leaves out without a word, so a test looks for the ink.
"""

import base64
import json
import os
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image
from resvg_py import svg_to_bytes

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS = sorted(str(file) for file in (Path(__file__).parent / "fonts").glob("*.ttf"))
MOST_BYTES = 300 * 1000
# Flat colours and small letters: every pixel keeps its own colour.
QUALITIES, WHOLE_COLOUR = (80, 70, 58, 45), 0
MEASURED_AT, ROOM = 100, 200
MEMORY, SECONDS, NICE = 1024 * 1024 * 1024, 50, 10


class NotDrawnError(Exception):
    """The program died, or took too long."""


def draw(parts: Mapping[str, str], cards: Sequence[tuple[str, Path]]) -> None:
    """Write cards (SVG and where to) as JPEG files, apart from this process. Errors: NotDrawnError."""
    _apart({"parts": dict(parts), "cards": [[svg, str(target)] for svg, target in cards], "words": []})


def widths(words: Mapping[str, str]) -> dict[str, float]:
    """How wide words are in the font of ours that each is set in, in em. Errors: NotDrawnError."""
    if not words:
        return {}
    said = _apart({"parts": {}, "cards": [], "words": sorted(words.items())})
    return dict(zip(sorted(words), map(float, said), strict=True))


def jpeg(svg: str) -> bytes:
    """A card's drawing as a JPEG of at most 300 KB. Errors: ValueError for what is no SVG."""
    picture = _drawn(svg).convert("RGB")
    kept = b""
    for quality in QUALITIES:
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality, subsampling=WHOLE_COLOUR, optimize=True, progressive=True)
        kept = file.getvalue()
        if len(kept) <= MOST_BYTES:
            break
    return kept


def width(word: str, family: str) -> float:
    """How wide a word is in one of our fonts, in em; 0 for what leaves no ink."""
    across = ROOM + MEASURED_AT * len(word) * 2
    size = f'viewBox="0 0 {across} {2 * ROOM}" width="{across}" height="{2 * ROOM}"'
    # A mark of direction keeps the stops of a word that runs back on its side; no other font has one.
    mark = "\u200f" if unicodedata.bidirectional(word[0]) in {"R", "AL"} else ""
    text = f'<text x="{ROOM}" y="{ROOM}" font-family="{family}" font-size="{MEASURED_AT}">{mark}{escape(word)}</text>'
    box = _drawn(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{text}</svg>').getchannel("A").getbbox()
    return (box[2] - ROOM) / MEASURED_AT if box else 0.0


def with_parts(svg: str, parts: Mapping[str, bytes]) -> str:
    """A drawing with its parts (PNG) in it."""
    for name, png in parts.items():
        svg = svg.replace(f'"part:{name}"', f'"data:image/png;base64,{base64.b64encode(png).decode()}"')
    return svg


def main() -> int:
    """Do what the input says; answer the widths of its words."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, parent = json.load(sys.stdin), os.getppid()
    os.nice(asked["nice"])
    parts = {name: _png(svg) for name, svg in asked["parts"].items()}
    for svg, target in asked["cards"]:
        # Nobody waits for the rest, once who asked has gone.
        if os.getppid() != parent:
            return 1
        _write(jpeg(with_parts(svg, parts)), Path(target))
    sys.stdout.write(json.dumps([width(word, family) for word, family in asked["words"]]))
    return 0


def _png(svg: str) -> bytes:
    fonts = FONTS if "<text" in svg else []
    return bytes(svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts))


def _drawn(svg: str) -> Image.Image:
    with Image.open(BytesIO(_png(svg)), formats=["PNG"]) as picture:
        return picture.copy()


def _write(content: bytes, target: Path) -> None:
    """Whole or not at all."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _apart(asked: dict[str, object]) -> list[float]:
    """Run this file as a program and read its answer. Errors: NotDrawnError."""
    try:
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-m", "contest.outside.cards"],
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            input=json.dumps(asked | {"nice": NICE}).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        answer: list[float] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise NotDrawnError(type(error).__name__) from error
    return answer


if __name__ == "__main__":
    sys.exit(main())
