"""A page of ours inside somebody else's: who may frame it, how it looks, what it tells the page around it."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from contest.queries import widgets
from contest.queries.campaigns import CampaignView
from contest.rules.widgets import Kind, Options, ancestors, options
from contest.web import look, previews
from contest.web.pages import Page, page_of

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
    page = page_of(view, view.lang, now, noindex=True)
    return Frame(page, kind, options(request.args), listed, look.framed_address(view))
