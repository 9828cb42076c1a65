"""Small drawings around the entries: a loose crisp, a paper streamer, and the serrated seal of a vote."""

import math
from collections.abc import Sequence

from contest.rules.drawings.crisp import Contour, bars, frilled
from contest.rules.drawings.fitting import Zone, lock_up_lines
from contest.rules.drawings.letters import inked

_POINTS = 20


def _svg(width: int, height: int, inside: str) -> str:
    """A drawing that says nothing: whatever it stands beside has the words."""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} aria-hidden="true">{inside}</svg>'


def seal_svg(lines: Sequence[str], fill: str, ink: str, *, first_ink: str = "", tilt: float = 8) -> str:
    """A serrated seal of 120 units, one to three short lines on it as one lock-up, turned by `tilt` degrees.

    Colours are `#RRGGBB`; `first_ink` is for the first line where it differs ("71 902" over "voix").
    """
    edge = []
    for step in range(2 * _POINTS):
        angle, reach = math.pi * step / _POINTS, 60 if step % 2 == 0 else 52
        edge.append(f"{60 + reach * math.sin(angle):.1f} {60 - reach * math.cos(angle):.1f}")
    placed = lock_up_lines(lines, Zone(60, 28, 66, 64, 4))
    words = "".join(inked(line.path(), first_ink if first_ink and i == 0 else ink) for i, line in enumerate(placed))
    turned = f'<g transform="rotate({tilt:g} 60 60)">{words}</g>'
    return _svg(120, 120, f'<path fill="{fill}" d="M{"L".join(edge)}z"/>{turned}')


def chip_svg(*, fill: str = "#F7BC21", rib: str = "#D99A12", tilt: float = 0) -> str:
    """A loose ruffled crisp of 120 by 90 units, ribs of `rib` on `fill` (`#RRGGBB`), `tilt` degrees round."""
    edge = _outline(frilled(54, 36, 6))
    lines = "".join(_outline(bar) for bar in bars(54, 36, 6, 2))
    turn = f' transform="rotate({tilt:g} 60 45)"' if tilt else ""
    return _svg(120, 90, f'<g{turn}><path fill="{fill}" d="{edge}"/><path fill="{rib}" d="{lines}"/></g>')


def streamer_svg(*, fill: str = "#F7BC21", tilt: float = 0) -> str:
    """A curl of paper streamer of 120 by 90 units in `fill` (`#RRGGBB`), `tilt` degrees round."""
    curl = f'<path fill="none" stroke="{fill}" stroke-width="15" d="M9 56q17-44 34 0t34 0 34 0"/>'
    return _svg(120, 90, f'<g transform="rotate({tilt:g} 60 45)">{curl}</g>')


def _outline(contour: Contour) -> str:
    """Path data of an outline about the middle of the crisp's drawing, y downwards."""
    ops, values = contour
    points = iter(f"{60 + x:.1f} {45 - y:.1f}" for x, y in zip(values[::2], values[1::2], strict=True))
    return "".join(op + " ".join(next(points) for _ in range(2 if op == "Q" else 1)) for op in ops) + "z"
