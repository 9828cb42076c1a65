"""The rooms of the desk, as tests walk through them: what stands on a page, who else works there, what time does."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from contest import clock
from contest.db import new_id, reading, transaction
from contest.models import Audit, Decision, Entry, Outbox, Staff, StaffRole
from contest.rules.entries import EntryState
from contest.rules.roles import Role
from contest.services.accounts import sessions
from tests.inspector import InspectingClient
from tests.living import RUNNING, House
from tests.web import visits

SQLITE = {"argnames": "house", "argvalues": ["sqlite"], "indirect": True}


def room(part: str, slug: str = RUNNING) -> str:
    """Where a room of a campaign is."""
    return f"/desk/{slug}/{part}"


def words(page: TestResponse) -> str:
    """What a page says, without its markup, spaces evened out."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>|<[^>]+>", " ", visits.text(page), flags=re.DOTALL)
    return even(text)


def even(text: str) -> str:
    """Text as it is read: spaces of every kind and number are one."""
    return " ".join(unescape(text).split())


def notices(page: TestResponse) -> list[str]:
    """What is said about an act as a whole: done, or refused."""
    return [even(one) for one in re.findall(r'<p class="notice[^"]*" role="\w+">([^<]+)', visits.text(page))]


def wrong(page: TestResponse) -> dict[str, str]:
    """What is said to be wrong, by field."""
    found = re.findall(r'<p class="field__wrong" id="([\w-]+)-wrong"[^>]*>([^<]+)', visits.text(page))
    return {field: even(said) for field, said in found}


def listed(page: TestResponse) -> list[UUID]:
    """The ideas in the list of a queue, in its order."""
    return [
        UUID(one) for one in re.findall(r'<button class="row[^"]*" name="entry" value="([^"]+)"', visits.text(page))
    ]


def link(page: TestResponse, label: str) -> str:
    """Where the link with this label leads; nowhere when there is none."""
    found = re.search(rf'<a[^>]* ?href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?\s*{re.escape(label)}', visits.text(page))
    return unescape(found[1]) if found else ""


def links(page: TestResponse, name: str) -> list[str]:
    """What the links of a list of this class say."""
    found = re.findall(rf'<ul class="{name}">(.*?)</ul>', visits.text(page), re.DOTALL)
    return [even(said) for said in re.findall(r"<a [^>]*>([^<]*)</a>", "".join(found))]


def token(client: InspectingClient) -> str:
    """What every form of the desk carries; `/account/` is open to everybody who is signed in."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', visits.text(client.get("/account/")))
    assert found is not None
    return found[1]


def send(client: InspectingClient, path: str, **typed: Any) -> TestResponse:
    """Send what no form on the page offers."""
    return client.post(path, data={"csrf_token": token(client), **typed})


def waiting(house: House, slug: str = RUNNING, *where: Any) -> list[UUID]:
    """The ideas that wait, the longest first."""
    campaign = house.campaign(slug)
    with house.app.app_context():
        of = select(Entry.id).where(Entry.campaign_id == campaign, Entry.state == EntryState.PENDING, *where)
        return list(reading().scalars(of.order_by(Entry.waiting_since, Entry.id)))


def only(house: House, number: int) -> None:
    """All but so many of the waiting ideas are taken back by their authors."""
    with house.app.app_context(), transaction() as session:
        rest = waiting(house)[number:]
        session.execute(update(Entry).where(Entry.id.in_(rest)).values(state=EntryState.WITHDRAWN))


def colleague(house: House, first_name: str, slug: str | None, role: Role = Role.MODERATOR) -> InspectingClient:
    """The browser of somebody who works in one campaign only (None: in the house)."""
    where = house.campaign(slug) if slug else None
    client, now = house.visitor(), clock.now()
    with house.app.app_context():
        with transaction() as session:
            someone = Staff(
                id=new_id(),
                address=f"{first_name.lower()}@desk.invalid",
                first_name=first_name,
                title="community manager",
                lang="en",
                created_at=now,
            )
            session.add(someone)
            session.flush()
            session.add(StaffRole(staff_id=someone.id, campaign_id=where, role=role))
        client.set_cookie("staff", sessions.open_session(someone.id, agent="", former="", now=now))
    return client


def decisions(house: House, entry: UUID) -> list[Decision]:
    """What was decided on an idea, first to last."""
    with house.app.app_context():
        return list(reading().scalars(select(Decision).where(Decision.entry_id == entry).order_by(Decision.at)))


def goes_by(house: House, length: timedelta) -> None:
    """So much time goes by for every decision and for the mail that waits."""
    with house.app.app_context(), transaction() as session:
        for row in session.scalars(select(Decision).where(Decision.at > clock.now() - timedelta(hours=1))):
            row.at -= length
        for row in session.scalars(select(Outbox).where(Outbox.done_at.is_(None))):
            row.not_before -= length


def outbox(house: House, kind: str) -> list[Outbox]:
    """What waits to leave."""
    with house.app.app_context():
        return list(reading().scalars(select(Outbox).where(Outbox.kind == kind, Outbox.done_at.is_(None))))


def records(house: House, verb: str) -> list[Audit]:
    """What was written down, first to last."""
    with house.app.app_context():
        return list(reading().scalars(select(Audit).where(Audit.verb == verb).order_by(Audit.at, Audit.id)))
