"""Colours as `#rrggbb`: how far two stand apart for the eye, what lies between them, and the nearest one to be read.

Contrast is WCAG 2.2's (success criterion 1.4.3). Lightness, chroma and hue are
OKLCH, by Björn Ottosson (https://bottosson.github.io/posts/oklab/), the space of CSS Color 4.
"""

import math
import re
from collections.abc import Sequence

from contest.rules.drawings.palettes import contrast

BLACK, WHITE = "#000000", "#ffffff"
# What WCAG asks of words (AA), and of large words and of figures that mean something (1.4.11).
WORDS, LARGE = 4.5, 3.0
_WRITTEN = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
Triple = tuple[float, float, float]


def read(text: str) -> str | None:
    """A colour as somebody types it ("#F7BC21", "f7bc21", "#fb2"), as `#rrggbb`; None for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1].lower()
    return f"#{digits if len(digits) == 6 else ''.join(digit * 2 for digit in digits)}"


def mixed(one: str, other: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way to `other`, as CSS `color-mix(in oklab, ...)` gives it."""
    first, second = _oklab(_linear(one)), _oklab(_linear(other))
    lightness, a, b = (x + (y - x) * share for x, y in zip(first, second, strict=True))
    return _hexadecimal(lightness, math.hypot(a, b), math.atan2(b, a))


def turned(colour: str, degrees: float, *, lightness: float, chroma: float) -> str:
    """The colour whose hue stands so far from this one's, of this lightness and at most this chroma (OKLCH)."""
    return _hexadecimal(lightness, chroma, oklch(colour)[2] + math.radians(degrees))


def oklch(colour: str) -> Triple:
    """Lightness (0 to 1), chroma, hue (radians)."""
    lightness, a, b = _oklab(_linear(colour))
    return lightness, math.hypot(a, b), math.atan2(b, a)


def reads(colour: str, on: Sequence[str], ratio: float) -> bool:
    """Whether a colour can be read on every one of these."""
    return all(contrast(colour, ground) >= ratio for ground in on)


def nearest_readable(colour: str, on: Sequence[str], ratio: float) -> str | None:
    """The nearest colour that has this contrast on every one of `on`: of the same hue, lighter or darker.

    Itself where it has; None where not even black or white would do.
    """
    if reads(colour, on, ratio):
        return colour
    lightness, chroma, hue = oklch(colour)
    found = [
        (abs(step / 255 - lightness), shade)
        for step in range(256)
        if reads(shade := _hexadecimal(step / 255, chroma, hue), on, ratio)
    ]
    return min(found)[1] if found else None


def readable_on(ground: str, *preferred: str) -> str:
    """A colour for words on `ground`: the first of these that can be read there, else black or white."""
    fitting = [colour for colour in preferred if contrast(colour, ground) >= WORDS]
    return fitting[0] if fitting else max(BLACK, WHITE, key=lambda colour: contrast(colour, ground))


def _linear(colour: str) -> Triple:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return _light(red), _light(green), _light(blue)


def _light(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _oklab(linear: Triple) -> Triple:
    red, green, blue = linear
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> Triple:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _hexadecimal(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with as much of its chroma as a screen can show at this lightness and hue."""
    least, most = 0.0, chroma
    if not _shown(lightness, chroma, hue):
        for _ in range(12):
            middle = (least + most) / 2
            least, most = (middle, most) if _shown(lightness, middle, hue) else (least, middle)
        chroma = least
    linear = _from_oklab(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
    return "#" + "".join(f"{_byte(channel):02x}" for channel in linear)


def _shown(lightness: float, chroma: float, hue: float) -> bool:
    linear = _from_oklab(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
    return all(-0.0001 <= channel <= 1.0001 for channel in linear)


def _byte(channel: float) -> int:
    channel = min(max(channel, 0.0), 1.0)
    return round(255 * (channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055))
