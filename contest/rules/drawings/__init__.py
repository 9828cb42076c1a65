"""Drawings of entries: a pure function of an entry's words, in SVG, without a clock, a font or a library."""

from contest.rules.drawings.film import HEIGHT, WIDTH, WINDOW, Window
from contest.rules.drawings.lexicon import Figure, figure_of, palette_of
from contest.rules.drawings.ornaments import chip_svg, seal_svg
from contest.rules.drawings.packet import dashed_packet_svg, packet_svg
from contest.rules.drawings.palettes import PALETTES, Palette
from contest.rules.drawings.wordmark import wordmark_svg

__all__ = [
    "HEIGHT", "PALETTES", "WIDTH", "WINDOW", "Figure", "Palette", "Window",
    "chip_svg", "dashed_packet_svg", "figure_of", "packet_svg", "palette_of", "seal_svg", "wordmark_svg",
]  # fmt: skip
