"""Passing a page on: plain links to each network through a short link of our own; and by which one somebody came."""

from dataclasses import dataclass

from flask import g, request

from contest.queries.campaigns import CampaignView
from contest.rules import addresses, shares
from contest.rules.shares import Message, Network, Place, ShareCode, widget_channel
from contest.rules.widgets import Kind
from contest.services.shares import FIRST
from contest.web.pages import Page, public_url
from contest.words import shares as words

# In the address of every page reached by a share link, and in the forms on the way; caches leave it out.
PARAMETER = "s"
# What a telephone opens in an application of its own, from the same window.
SAME_WINDOW = frozenset({Network.MAIL, Network.COPY, Network.QR, Network.MASTODON})


@dataclass(frozen=True)
class ShareLink:
    """One plain link that passes a page on; `target` is the short link that goes out."""

    network: Network
    label: str
    address: str
    target: str

    @property
    def leaves(self) -> bool:
        """Whether it leads to somebody else's page."""
        return self.network not in SAME_WINDOW


@dataclass(frozen=True)
class Sharing:
    """What stands beside "pass it on": four links in the open, the others, and what a device's own menu is given.

    `story` is the address of an upright picture to pass on; empty while there is none. `caption` goes under it where
    links cannot be sent along. `off`: nothing is passed on for the moment.
    """

    first: tuple[ShareLink, ...]
    more: tuple[ShareLink, ...]
    sheet: str
    title: str
    text: str
    story: str = ""
    caption: str = ""
    off: bool = False


def sharing(
    page: Page, title: str, *, number: int = 0, place: Place = Place.PAGE, picture: str = "", story: str = ""
) -> Sharing:
    """The links that pass on an idea (`number`; 0: the campaign) or, with `place`, the winner's page.

    `picture` is the whole address of a picture, for the network that asks for one; `story` the path of the upright one.
    """
    first = first_of(page.campaign)
    links = [_link(page, network, title, number, place, picture) for network in shares.PICKED_FROM]
    return Sharing(
        first=tuple(link for link in links if link.network in first),
        more=tuple(link for link in links if link.network not in first),
        sheet=short_link(page, Network.SHEET, number, place),
        title=title,
        text=page.campaign.texts["share"],
        story=story,
        caption=_caption(page, title, number, place) if story else "",
        off=page.campaign.crisis.sharing,
    )


def first_of(campaign: CampaignView) -> tuple[Network, ...]:
    """The networks that stand in the open, as picked at the desk."""
    picked = tuple(network for network in Network if network in campaign.look.get(FIRST, ()))
    return picked if len(picked) == shares.SHOWN else shares.FIRST_SHOWN


def message_of(page: Page, network: Network, title: str, number: int, place: Place, picture: str = "") -> Message:
    """What is passed on through a network."""
    return Message(title, page.campaign.texts["share"], short_link(page, network, number, place), picture)


def short_link(page: Page, network: Network, number: int = 0, place: Place = Place.PAGE) -> str:
    """The whole address of the share link for a network."""
    widget: Kind | None = g.get("widget")
    channel = widget_channel(widget, network) if widget else shares.CHANNELS[network]
    return link_of(page.campaign, channel, page.lang, number, place)


def link_of(campaign: CampaignView, channel: int, lang: str, number: int = 0, place: Place = Place.PAGE) -> str:
    """The whole address of a share link for any channel, also a label's."""
    code = shares.written(ShareCode(campaign.share_key, number, channel, lang, place))
    return addresses.absolute(public_url(), "share_link", code=code)


def came_by(campaign: CampaignView) -> str:
    """The code of the link by which this form's sender came, from the form or the address; empty without one."""
    typed = request.form.get(PARAMETER) or request.args.get(PARAMETER) or ""
    share = shares.read(typed)
    return shares.written(share) if share is not None and share.campaign == campaign.share_key else ""


def counted_by(campaign: CampaignView) -> str:
    """The code by which what this request does is counted: a link's, else that of the widget in which it is done."""
    return came_by(campaign) or (widget_code(campaign) if g.get("widget") else "")


def widget_code(campaign: CampaignView) -> str:
    """The code of the widget in which this request is answered."""
    return shares.written(ShareCode(campaign.share_key, 0, widget_channel(g.widget), campaign.lang))


def _caption(page: Page, title: str, number: int, place: Place) -> str:
    view = page.campaign
    link = short_link(page, Network.CAPTION, number, place)
    return words.caption(
        page.lang, title=title, campaign=view.name, brand=view.brand, text=view.texts["share"], link=link
    )


def _link(page: Page, network: Network, title: str, number: int, place: Place, picture: str) -> ShareLink:
    message = message_of(page, network, title, number, place, picture)
    address = shares.address(network, message) or f"{share_page(page, number, place)}#{network.value}"
    return ShareLink(network, words.label(page.lang, network), address, message.url)


def share_page(page: Page, number: int, place: Place) -> str:
    """Our own page with the link to copy, its QR code, and the way to one's Mastodon server."""
    return page.to("share_winner" if place is Place.WINNER else "share", number=number)
