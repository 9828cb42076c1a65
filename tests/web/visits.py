"""What a visitor does on public pages: forms filled in and sent, mails read; and what time and staff do meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from sqlalchemy import event, func, select, update
from werkzeug.test import TestResponse

from contest import clock, worker
from contest.db import database, reading, transaction
from contest.models import Entry, EntryVersion, LocalMail, Phase, PhaseWindow
from contest.queries import outbox
from contest.rules import addresses
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import moderation
from contest.services.accounts import rehearsal
from tests.inspector import InspectingClient
from tests.living import RUNNING, House

SECOND = timedelta(seconds=1)
CODE = re.compile(r"^\s*(\d{3}\s?\d{3})\s*$", re.MULTILINE)
LINK = re.compile(r"https?://[^/\s]+(/\w\w/[^/\s]+/confirm/\S+)")
IDEA = {
    "name": "Pâté en croûte du dimanche",
    "inspiration": "Le marché du samedi matin, sous la pluie, avec ma tante.",
    "ingredients": "Moutarde, cornichon",
    "first_name": "Noémie",
    "town": "Huy",
    "address": "noemie@example.org",
    "of_age": "1",
    "rules": "1",
}


@dataclass
class Form:
    """A form of a page, as a browser would send it untouched."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)

    def send(self, client: InspectingClient, **typed: Any) -> TestResponse:
        """Fill in and send; None leaves a field out, as an unticked box does."""
        data = {name: value for name, value in (self.fields | typed).items() if value is not None}
        return client.post(self.action, data=data)


class _Forms(HTMLParser):
    """Every form of a page that is sent by POST."""

    def __init__(self, text: str, here: str) -> None:
        super().__init__()
        self.here = here
        self.found: list[Form] = []
        self.open = False
        self.area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = given.get("method") == "post"
            if self.open:
                self.found.append(Form(given.get("action") or self.here))
        elif self.open and tag == "textarea":
            self.area = given["name"]
            self.found[-1].fields[self.area] = ""
        elif self.open and tag == "input" and self._is_sent(given):
            self.found[-1].fields[given["name"]] = given.get("value", "")

    def _is_sent(self, given: dict[str, str]) -> bool:
        kind = given.get("type")
        return kind not in {"file", "submit"} and (kind not in {"checkbox", "radio"} or "checked" in given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = False
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[-1].fields[self.area] += data


def forms(answer: TestResponse) -> list[Form]:
    """The forms of a page, in order."""
    return _Forms(answer.get_data(as_text=True), answer.request.path).found


def form(answer: TestResponse, ends: str = "") -> Form:
    """The only form of a page, or the one whose address ends so."""
    (found,) = [one for one in forms(answer) if one.action.endswith(ends)]
    return found


def text(answer: TestResponse) -> str:
    """A page as text."""
    return answer.get_data(as_text=True)


def wrong(answer: TestResponse) -> list[str]:
    """Beside which fields something is said to be wrong, in the order of the page."""
    return re.findall(r'class="field__error" id="(\w+)-error"', text(answer))


def said(answer: TestResponse) -> list[str]:
    """What is said to be wrong."""
    found = re.findall(r'class="field__error".*?<span>([^<]*)</span>|notice--wrong">([^<]+)<', text(answer), re.DOTALL)
    return [one or other for one, other in found]


def path(name: str, lang: str = "fr", campaign: str = RUNNING, **parts: str | int) -> str:
    """Where a page is."""
    return addresses.path(name, lang=lang, campaign=campaign, **parts)


def numbers(answer: TestResponse) -> list[int]:
    """The entries that stand on a shelf."""
    return [int(number) for number in re.findall(r'shelf__link" href="/\w\w/[\w-]+/entries/(\d+)"', text(answer))]


# --- Mail


def mails(house: House, to: str) -> list[LocalMail]:
    """What came to an address once the mails that wait have left, latest first."""
    others = frozenset(job.name for job in worker.jobs(house.app.config["SETTINGS"])) - {"mail"}
    worker.run_once(house.app, clock.now(), without=others)
    with house.app.app_context():
        return [mail for mail in outbox.kept() if mail.recipient.casefold() == to.strip().casefold()]


def code(house: House, to: str) -> str:
    """The digits of the latest mail to an address."""
    (found,) = CODE.findall(mails(house, to)[0].plain)
    return re.sub(r"\s", "", found)


def link(house: House, to: str) -> str:
    """Where the button of the latest mail to an address leads."""
    found = set(LINK.findall(mails(house, to)[0].plain))
    assert len(found) == 1
    return found.pop()


def typed_code(house: House, client: InspectingClient, check: str, address: str) -> TestResponse:
    """Type the code of the latest mail on the page that asks for it."""
    asking = client.get(check)
    page = next(one for one in forms(asking) if not one.action.endswith("/again"))
    return page.send(client, code=code(house, address))


def sent_idea(house: House, client: InspectingClient, **typed: Any) -> UUID:
    """Send an idea and confirm the address in this browser; the entry's id."""
    idea = IDEA | typed
    sent = form(client.get(path("submit"))).send(client, **idea)
    assert sent.status_code == 303, said(sent)
    if "/check/" in sent.location:
        sent = typed_code(house, client, sent.location, idea["address"])
    assert sent.status_code == 303, said(sent)
    return UUID(sent.location.partition("/entries/")[2].partition("?")[0])


def vote(house: House, client: InspectingClient, number: int, address: str, position: int = 2) -> TestResponse:
    """Vote for an entry and confirm the address in this browser; the page it leads to."""
    slip = path("slip", position=position, number=number)
    sent = form(client.get(slip)).send(client, address=address)
    assert sent.status_code == 303, said(sent)
    return typed_code(house, client, sent.location, address)


# --- Rows


def rows(house: House, table: type[Any], *where: Any) -> int:
    """How many rows there are."""
    with house.app.app_context():
        return reading().execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def entry(house: House, entry_id: UUID) -> Entry:
    """An entry as it lies in the database."""
    with house.app.app_context():
        return reading().scalars(select(Entry).where(Entry.id == entry_id)).one()


def versions(house: House, entry_id: UUID) -> list[EntryVersion]:
    """What an entry said, first to last."""
    with house.app.app_context():
        found = select(EntryVersion).where(EntryVersion.entry_id == entry_id).order_by(EntryVersion.version)
        return list(reading().scalars(found))


def phase(house: House, kind: PhaseKind, slug: str = RUNNING) -> Phase:
    """The phase of a kind."""
    campaign = house.campaign(slug)
    with house.app.app_context():
        return reading().scalars(select(Phase).where(Phase.campaign_id == campaign, Phase.kind == kind)).one()


def move(
    house: House,
    kind: PhaseKind,
    *,
    opens: timedelta | None = None,
    closes: timedelta | None = None,
    slug: str = RUNNING,
) -> datetime:
    """Move a phase's dates, from now, as no operator may; the moment it ends."""
    row, now = phase(house, kind, slug), datetime.now(UTC)
    begins = row.opens if opens is None else now + opens
    ends = row.closes if closes is None else now + closes
    with house.app.app_context(), transaction() as session:
        session.execute(update(Phase).where(Phase.id == row.id).values(opens=begins, closes=ends))
        session.execute(update(PhaseWindow).where(PhaseWindow.phase_id == row.id).values(opens=begins, closes=ends))
    return ends


def set_phase(house: House, kind: PhaseKind, slug: str = RUNNING, **settings: Any) -> None:
    """Change how a phase is set."""
    row = phase(house, kind, slug)
    with house.app.app_context(), transaction() as session:
        session.execute(update(Phase).where(Phase.id == row.id).values(settings=row.settings | settings))


# --- Staff


def decide(
    house: House, entry_id: UUID, kind: DecisionKind, reason: str = "", role: Role = Role.MODERATOR
) -> int | None:
    """A moderator decides on the latest version; the entry's number."""
    row, now = entry(house, entry_id), clock.now()
    with house.app.app_context():
        by = rehearsal.person(role, lang="fr", now=now)
        decided = moderation.decide(
            row.campaign_id, entry_id, version=row.version, kind=kind, by=by, now=now, reason=reason
        )
        return decided.number


def publish(house: House, entry_id: UUID) -> int:
    """Show an idea; its number."""
    number = decide(house, entry_id, DecisionKind.PUBLISH)
    assert number is not None
    return number


def published(house: House, slug: str = RUNNING, *where: Any) -> list[Entry]:
    """The published entries of a campaign, by number."""
    campaign = house.campaign(slug)
    with house.app.app_context():
        of_campaign = Entry.campaign_id == campaign, Entry.state == EntryState.PUBLISHED
        return list(reading().scalars(select(Entry).where(*of_campaign, *where).order_by(Entry.number)))


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    with house.app.app_context():
        engine = database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
