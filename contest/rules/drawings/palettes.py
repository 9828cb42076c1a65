"""The twelve palettes of the packets, named after food, and the little arithmetic on colours they need."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#RRGGBB`.

    A packet is printed in five of them: `ground` is its film, `motif` its pattern, `panel` the label and the
    foot strip; `type_on_panel` and `type_on_ground` stand on those two at 4.9:1 or more. A page about the
    entry floods `flood` under `flood_type` (7:1 or more); in a battle, half the page is `tint` under `flood`.
    """

    key: str
    ground: str
    motif: str
    panel: str
    type_on_panel: str
    type_on_ground: str
    flood: str
    flood_type: str
    tint: str


def _palette(key: str, colours: str) -> Palette:
    """A palette from its eight colours, written one after the other without their `#`."""
    return Palette(key, *(f"#{colour}" for colour in colours.split()))


#                           ground motif  panel  type on panel, on ground; flood, its type; tint
PALETTES: tuple[Palette, ...] = (
    _palette("melba",      "F9AC92 E4573A 571438 FFE3D6 571438 571438 FFE3D6 FFD9CB"),
    _palette("cornichon",  "BCCF3C 4F8A2B 143A2B E6F08A 143A2B 143A2B E6F08A DDE79A"),
    _palette("stoofvlees", "2A2147 F7BC21 FFE8AE 2A2147 F9CE5B 483B78 FBDB8A ECE8FA"),
    _palette("ail",        "DFBADD 8C1D52 6E1040 FFE3EC 6E1040 6E1040 FFE3EC EBD3EA"),
    _palette("moule",      "22408F 86B9E8 FFF3DC 22408F FFF3DC 101B47 FFF3DC B9D9EE"),
    _palette("frite",      "F7BC21 E5441F 1B1A2E F7BC21 1B1A2E 3A1206 FBD05A FBD976"),
    _palette("persil",     "1E6A4C 8DC453 FFF3DC 1E6A4C FFF3DC 143A2B FFF3DC CBE5B0"),
    _palette("paprika",    "C92C12 FFB62E FFF3DC B5260D FFF3DC 5C0F08 FFF3DC FFD2A8"),
    _palette("chicon",     "FBE5AE EFA91C C3290F FFF3DC B82509 7A1507 FFF3DC FBE5AE"),
    _palette("betterave",  "8C1D52 EA6D92 FFD3C4 8C1D52 FFD3C4 4E0B2E FFD3C4 FBC4D3"),
    _palette("hareng",     "87BBDC 32559B FFF3DC 1B2D6B 1B2D6B 1B2D6B FFF3DC C4DFF0"),
    _palette("speculoos",  "9A4A12 EBA347 FFE9C2 7A360A FFE9C2 4A1F08 FFE9C2 F3CD96"),
)  # fmt: skip


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` in it, both `#RRGGBB`, mixed as flat print would be."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1 (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """WCAG contrast ratio of two `#RRGGBB`, 1 to 21."""
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)
