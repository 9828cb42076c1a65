"""What every drawing of an entry is printed with: its first tag, flat boxes, clipped layers, the name's letters."""

from html import escape

from contest.rules.drawings.film import HEIGHT, WIDTH
from contest.rules.drawings.letters import BLOT, drawable

LONGEST = 80
"""Letters of a name that are drawn; the rest would be too small to read."""


def opening(title: str) -> str:
    """The drawing's first tag and its title, from which characters that XML forbids are dropped."""
    safe = "".join(c for c in title if c.isprintable()).encode("utf-8", "ignore").decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}" role="img"><title>{escape(safe)}</title>'
    )


def rectangle(colour: str, left: float, top: float, width: float, height: float, more: str = "") -> str:
    """A filled box."""
    return f'<path fill="{colour}" d="M{left:g} {top:.4g}h{width:g}v{height:.4g}h-{width:g}z"{more}/>'


def flat(inside: str) -> str:
    """Layers flattened before their edge is cut: else the lower one shimmers through along it.

    An opacity below 1 is what makes a browser flatten; this one rounds to full.
    """
    return f'<g opacity=".999">{inside}</g>'


def clipped(key: str, shape: str, inside: str) -> str:
    """Something printed inside a shape only."""
    clip = f'<clipPath id="{key}z"><path d="{shape}"/></clipPath>'
    return f'{clip}<g clip-path="url(#{key}z)">{flat(inside)}</g>'


def shown(name: str) -> str:
    """The part of a name that is drawn; a crisp where nothing of it can be."""
    text = drawable(name)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1].rstrip() + "…"
    return text or BLOT
