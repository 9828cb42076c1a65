"""A page of ours inside somebody else's: who may frame it, how it looks, what it tells the page around it."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from contest.queries import widgets
from contest.queries.campaigns import CampaignView
from contest.rules import addresses
from contest.rules.widgets import Kind, Options, ancestors, options
from contest.web import look, previews, shares
from contest.web.access import Door
from contest.web.pages import Page, page_of, public_url

# For the desk's own preview, by a signed link.
OURSELVES = "'self'"


@dataclass(frozen=True)
class Frame:
    """What every framed page carries; `origins` are those it may tell what happened."""

    page: Page
    kind: Kind
    options: Options
    origins: tuple[str, ...]
    look: str

    @property
    def lang(self) -> str:
        """The language it speaks."""
        return self.page.lang


def frame_of(view: CampaignView, kind: Kind, now: datetime) -> Frame:
    """The frame for this request; from here on its answer, whatever it is, may be framed on the listed origins."""
    listed = widgets.origins(view.id)
    g.ancestors = OURSELVES if previews.asked(view.id) else ancestors(listed)
    # By this what is done in it, and passed on within it, is told apart.
    g.widget = kind
    page = page_of(view, view.lang, now, noindex=True)
    return Frame(page, kind, options(request.args), listed, look.framed_address(view))


def led_on(frame: Frame, html: str) -> str:
    """A page of a frame whose links to the contest's own pages are share links: they count, and keep their code.

    It is the widget's own code; where somebody came by a link, or a webmaster has given the widget one, that one: on a
    page that is the same for everyone a browser adds it (arrival.js). The team's own look at the desk counts nothing.
    """
    view, home = frame.page.campaign, frame.page.home
    if previews.asked(view.id) is not None:
        return html
    code = shares.widget_code(view) if g.access.door is Door.READING else shares.counted_by(view)
    link = addresses.path("share_onward", code=code, lang=frame.lang)
    for site in ("", public_url()):
        html = html.replace(f'href="{site}{home}', f'href="{site}{link}')
    return html
