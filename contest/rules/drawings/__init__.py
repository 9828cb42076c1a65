"""Drawings of entries: a pure function of an entry's words, in SVG, without a clock, a font or a library."""

from contest.rules.drawings.film import HEIGHT, WIDTH, WINDOW, Window
from contest.rules.drawings.lexicon import Figure, figure_of, palette_of
from contest.rules.drawings.ornaments import chip_svg, seal_svg, streamer_svg
from contest.rules.drawings.packet import dashed_packet_svg, packet_svg
from contest.rules.drawings.palettes import PALETTES, Palette
from contest.rules.drawings.poster import POSTER_WINDOW, dashed_poster_svg, poster_svg
from contest.rules.drawings.sheets import Sheet, dashed_svg, drawn_svg, sheet_of
from contest.rules.drawings.wordmark import wordmark_svg

__all__ = [
    "HEIGHT", "PALETTES", "POSTER_WINDOW", "WIDTH", "WINDOW", "Figure", "Palette", "Sheet", "Window",
    "chip_svg", "dashed_packet_svg", "dashed_poster_svg", "dashed_svg", "drawn_svg", "figure_of", "packet_svg",
    "palette_of", "poster_svg", "seal_svg", "sheet_of", "streamer_svg", "wordmark_svg",
]  # fmt: skip
