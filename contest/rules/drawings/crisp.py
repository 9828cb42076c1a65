"""A ruffled crisp: it stands for a letter we cannot write, and for a crisp fallen out of its packet."""

import math

_BARS = 6

Contour = tuple[str, tuple[float, ...]]
"""Path operators (M, L, Q, C) and the coordinates they take, x and y in turn."""


def frilled(across: float, up: float, tilt: float, frills: int = 18) -> Contour:
    """A crisp's wavy edge about 0 0, half `across` by half `up`, turned by `tilt` degrees, y upwards."""
    curves = 2 * frills
    points: list[float] = []
    for step in range(2 * curves + 1):
        angle = math.pi * step / curves
        # Controls swing outside and inside the oval in turn; curves meet on it.
        reach = 1.0 if step % 2 == 0 else (1.075 if step % 4 == 1 else 0.925)
        points += _turned(across * reach * math.cos(angle), up * reach * math.sin(angle), tilt)
    return "M" + "Q" * curves, tuple(points)


def bars(across: float, up: float, tilt: float, thick: float) -> list[Contour]:
    """Slanted ribs across a crisp, wound the other way than its edge so that they may be cut out of it."""
    out = []
    for bar in range(_BARS):
        x = across * (-0.74 + 1.48 * bar / (_BARS - 1))
        high, lean = up * math.sqrt(1 - (x / across) ** 2) * 0.85, across * 0.07
        head, foot = x - lean, x + lean
        corners = (head - thick, high), (head + thick, high), (foot + thick, -high), (foot - thick, -high)
        out.append(("MLLL", tuple(value for corner in corners for value in _turned(*corner, tilt))))
    return out


def _turned(x: float, y: float, tilt: float) -> tuple[float, float]:
    """A point turned about 0 0."""
    cosine, sine = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    return x * cosine - y * sine, x * sine + y * cosine
