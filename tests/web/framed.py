"""A frame on somebody else's page, as its visitor uses it; and what holds for every answer in it."""

import re

from sqlalchemy import update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import transaction
from contest.models import Outbox
from contest.rules import addresses
from contest.rules.shares import widget_channel
from contest.rules.widgets import Kind
from contest.services import audit, widgets
from tests.inspector import InspectingClient
from tests.living import House
from tests.web.public.test_shares import code
from tests.web.visits import form, path, said, text, typed_code

SHOP = "https://shop.example.org"
HAPPENED = re.compile(r'data-happened="(\w+)"(?: data-entry="(\d+)")?')


class Framed:
    """A browser with a frame in it, which holds every answer against what holds for all of them."""

    def __init__(self, house: House, client: InspectingClient | None = None) -> None:
        self.house, self.client = house, client or house.visitor()
        campaign, now = house.campaign(), clock.now()
        with house.app.app_context(), transaction() as session:
            widgets.list_origin(campaign, SHOP, by=audit.OPERATOR, now=now)
            # Drawing all the demo's cards before the first mail would be most of a test.
            session.execute(update(Outbox).where(Outbox.kind.startswith("card.")).values(done_at=now, cancelled=True))

    def get(self, address: str) -> TestResponse:
        """Ask for a page of the frame."""
        return self.looked_at(self.client.get(address))

    def sends(self, page: TestResponse, ends: str = "", **typed: object) -> TestResponse:
        """Send the form of a page whose address ends so."""
        return self.looked_at(form(page, ends).send(self.client, **typed))

    def confirms(self, sent: TestResponse, address: str) -> TestResponse:
        """Type the code of the latest mail; the page it leads to."""
        assert sent.status_code == 303, said(sent)
        done = self.looked_at(typed_code(self.house, self.client, sent.location, address))
        return self.get(done.location) if done.status_code == 303 else done

    def votes(self, number: int, address: str) -> TestResponse:
        """Vote and confirm; the page at the end."""
        return self.confirms(self.sends(self.get(path("widget_slip", number=number)), address=address), address)

    @staticmethod
    def looked_at(answer: TestResponse) -> TestResponse:
        """The answer, which sets no cookie, may be framed in one place, and names no address where it leads."""
        assert answer.headers.getlist("Set-Cookie") == []
        assert f"frame-ancestors {SHOP};" in answer.headers["Content-Security-Policy"] + ";"
        assert "example.org" not in (answer.location or "")
        return answer


def out(house: House, kind: Kind, name: str, lang: str = "fr", **parts: str | int) -> str:
    """The address by which a frame leads to a page of the contest: one that counts, and goes there by the widget."""
    link = addresses.path("share_onward", code=code(house, 0, widget_channel(kind), lang=lang), lang=lang)
    return path(name, lang, **parts).replace(path("campaign", lang), link, 1)


def link(answer: TestResponse, part: str) -> str:
    """The first link of a page whose address holds this part."""
    found = re.search(rf'href="([^"]*{re.escape(part)}[^"]*)"', text(answer))
    assert found is not None, part
    return found[1].replace("&amp;", "&")
