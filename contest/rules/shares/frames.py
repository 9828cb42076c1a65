"""How networks show a link: what they take of a page and how much of it, as seen in their applications in 2026.

They change this without a word; what is here is what to expect, not a promise.
"""

from dataclasses import dataclass

from contest.rules.shares.networks import Network


@dataclass(frozen=True)
class Frame:
    """How one network shows a link: so many lines of title and description (0: none), the domain above or below.

    `overlay`: the title stands on the picture. `square`: the picture is cut to a small square beside the words.
    """

    network: Network
    title: int
    description: int = 0
    domain: str = "below"
    overlay: bool = False
    square: bool = False


FRAMES: tuple[Frame, ...] = (
    Frame(Network.FACEBOOK, title=2, description=1, domain="above"),
    Frame(Network.X, title=1, overlay=True),
    Frame(Network.LINKEDIN, title=2),
    Frame(Network.WHATSAPP, title=2, description=2),
    Frame(Network.TELEGRAM, title=2, description=3, domain="above"),
    Frame(Network.MASTODON, title=2, description=0, domain="above"),
    Frame(Network.BLUESKY, title=2, description=2),
    Frame(Network.THREADS, title=2, domain="above"),
    Frame(Network.REDDIT, title=3, square=True),
)
