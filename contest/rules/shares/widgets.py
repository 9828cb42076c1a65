"""Channels of what comes through widgets: one for each kind, and one for each network a widget is passed on by.

They lie far above a campaign's labels, whose numbers grow, and far apart, so that neither runs into the other.
"""

from contest.rules.shares.networks import CHANNELS, FIRST_WIDGET, NETWORKS, Network
from contest.rules.widgets import Kind

# What stands in the code; never given anew, as those of networks.
KINDS: dict[Kind, int] = {
    Kind.CAMPAIGN: 0,
    Kind.GALLERY: 1,
    Kind.ENTRY: 2,
    Kind.LEADERBOARD: 3,
    Kind.WINNER: 4,
    Kind.VOTE: 5,
    Kind.SUBMIT: 6,
}
_BY_NUMBER = {number: kind for kind, number in KINDS.items()}
_APART = 64


def widget_channel(kind: Kind, network: Network | None = None) -> int:
    """The channel of what comes through a widget itself, or through what was passed on by `network` within it."""
    return FIRST_WIDGET + KINDS[kind] * _APART + (CHANNELS[network] if network else 0)


def widget_of(channel: int) -> tuple[Kind, Network | None] | None:
    """The widget, and the network within it (None: the widget itself), of a channel; None for any other channel."""
    number, within = divmod(channel - FIRST_WIDGET, _APART)
    if number not in _BY_NUMBER or (within and within not in NETWORKS):
        return None
    return _BY_NUMBER[number], NETWORKS.get(within)


def is_widget(channel: int) -> bool:
    """Whether this is the channel of a widget itself."""
    found = widget_of(channel)
    return found is not None and found[1] is None
