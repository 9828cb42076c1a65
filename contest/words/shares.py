"""What the ways to pass something on are called: brands by their own name, the others in each language."""

from contest.rules.shares import NETWORKS, LabelKind, Network, widget_of
from contest.rules.shares import caption as composed
from contest.rules.widgets import Kind
from contest.words.catalogues import N_, gettext

BRANDS: dict[Network, str] = {
    Network.WHATSAPP: "WhatsApp",
    Network.FACEBOOK: "Facebook",
    Network.X: "X",
    Network.LINKEDIN: "LinkedIn",
    Network.TELEGRAM: "Telegram",
    Network.PINTEREST: "Pinterest",
    Network.REDDIT: "Reddit",
    Network.BLUESKY: "Bluesky",
    Network.THREADS: "Threads",
    Network.MASTODON: "Mastodon",
}
LABELS: dict[Network, str] = {
    Network.MAIL: N_("E-mail"),
    Network.COPY: N_("Copy the link"),
    Network.QR: N_("QR code"),
    Network.SHEET: N_("Share…"),
    Network.CAPTION: N_("Instagram, TikTok"),
}
# As a source of visits they are called by what happened, not by what one may do.
SOURCES: dict[Network, str] = LABELS | {Network.COPY: N_("Copied link"), Network.SHEET: N_("Share menu of a device")}
# What a widget is about, as a source of visits.
WIDGETS: dict[Kind, str] = {
    Kind.CAMPAIGN: N_("Widget: call to take part"),
    Kind.GALLERY: N_("Widget: some ideas"),
    Kind.ENTRY: N_("Widget: one idea"),
    Kind.LEADERBOARD: N_("Widget: first places"),
    Kind.WINNER: N_("Widget: winner"),
    Kind.VOTE: N_("Widget: voting"),
    Kind.SUBMIT: N_("Widget: form for an idea"),
}
KINDS: dict[LabelKind, str] = {
    LabelKind.PRESS: N_("Press"),
    LabelKind.INFLUENCER: N_("Influencer"),
    LabelKind.PACK: N_("Pack"),
    LabelKind.TV: N_("Television or radio"),
    LabelKind.POSTER: N_("Poster"),
    LabelKind.OTHER: N_("Something else"),
}


def label_kind(lang: str, kind: LabelKind) -> str:
    """What a label stands for."""
    return gettext(lang, KINDS[kind])


def label(lang: str, network: Network) -> str:
    """What stands on the link that passes something on this way."""
    return BRANDS.get(network) or gettext(lang, LABELS[network])


def caption(lang: str, *, title: str, campaign: str, brand: str, text: str, link: str) -> str:
    """The caption to copy for a picture of an idea (`title`), or of the campaign where `title` is its name."""
    lead = campaign if title == campaign else gettext(lang, N_("“%(title)s”, %(campaign)s"))
    if title != campaign:
        lead %= {"title": title, "campaign": campaign}
    # The scheme is not typed by anybody.
    shown = gettext(lang, N_("See it and pass it on: %(link)s")) % {"link": link.partition("://")[2]}
    return composed(lead, text, shown, (brand, campaign))


def source(lang: str, channel: int, labels: dict[int, str]) -> str:
    """What a channel is called in figures; `labels` are the campaign's own names by channel."""
    widget, within = widget_of(channel) or (None, None)
    network = within or NETWORKS.get(channel)
    by = (BRANDS.get(network) or gettext(lang, SOURCES[network])) if network else ""
    if widget is None:
        return by or labels.get(channel) or gettext(lang, N_("Unknown link"))
    named = gettext(lang, WIDGETS[widget])
    return gettext(lang, N_("%(widget)s, passed on: %(network)s")) % {"widget": named, "network": by} if by else named
