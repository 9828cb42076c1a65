"""A campaign that takes ideas, with two moderators, made in the database of a test by the services themselves."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import func, select, update

from contest.db import database_clock, new_id, reading, transaction
from contest.models import Audit, Outbox, Participant, Phase, PhaseWindow, Staff
from contest.rules.entries import DecisionKind
from contest.rules.phases import PhaseKind
from contest.services import (
    audit,
    campaigns,
    confirm,
    entries,
    keys,
    moderation,
    pictures,
    schedule,
)
from contest.services.campaigns import NewCampaign
from contest.services.confirm import Finished
from contest.services.entries import Submitted
from contest.services.moderation import Decided
from contest.services.schedule import PlannedPhase

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
_numbers = count(1)


@dataclass
class Contest:
    """A campaign whose submission phase began yesterday and ends tomorrow; Ana and Bo moderate."""

    campaign: UUID
    ana: UUID
    bo: UUID
    now: datetime

    def submit(self, **more: Any) -> Submitted:
        """Send an idea, as a page would."""
        number = next(_numbers)
        given: dict[str, Any] = {
            "answers": idea(f"Idea {number}"),
            "address": f"person{number}@example.org",
            "guardian": "",
            "lang": "fr",
            "submit_key": new_id().hex,
            "picture_id": None,
            "by": audit.VISITOR,
            "now": self.now,
        }
        return entries.submit(self.campaign, **given | more)

    def code(self, confirmation: UUID) -> str:
        """The digits in the mail."""
        return keys.confirmation_code(self.campaign, confirmation)

    def link(self, confirmation: UUID) -> str:
        """The token in the mail's link."""
        return keys.confirmation_token(self.campaign, confirmation)

    def click(self, confirmation: UUID | None, **more: Any) -> Finished:
        """Confirm by the link."""
        assert confirmation is not None
        given: dict[str, Any] = {"token": self.link(confirmation), "now": self.now}
        return confirm.finish(self.campaign, **given | more)

    def pending(self, **more: Any) -> UUID:
        """An idea whose author's address is confirmed."""
        sent = self.submit(**more)
        self.click(sent.confirmation_id, now=more.get("now", self.now))
        return sent.entry_id

    def published(self, **more: Any) -> UUID:
        """An idea that is shown."""
        entry = self.pending(**more)
        self.decide(entry)
        return entry

    def decide(self, entry: UUID, kind: DecisionKind = DecisionKind.PUBLISH, **more: Any) -> Decided:
        """Decide, as Ana would."""
        given: dict[str, Any] = {"version": 1, "kind": kind, "by": self.ana, "now": self.now}
        return moderation.decide(self.campaign, entry, **given | more)

    def participant(self, address: str) -> UUID:
        """Who is known by an address."""
        key = keys.voter_key(self.campaign, address)
        found = select(Participant.id).where(Participant.voter_key == key)
        return reading().execute(found).scalar_one()

    def move(self, *, opens: timedelta, closes: timedelta) -> None:
        """Move the schedule, as an operator would the clock; relative to the database's."""
        now = clock()
        with transaction() as session:
            for table in (Phase, PhaseWindow):
                where = table.campaign_id == self.campaign
                session.execute(update(table).where(where).values(opens=now + opens, closes=now + closes))

    def picture(self, folder: Path, data: bytes | None = None) -> UUID:
        """An uploaded picture."""
        return pictures.receive(
            self.campaign,
            io.BytesIO(data or photo()),
            file_name="photo.jpg",
            media=folder / "media",
            incoming=folder / "incoming",
            by=audit.VISITOR,
            now=self.now,
        )


def make_contest(**more: Any) -> Contest:
    """A campaign of its own in this database."""
    now = clock()
    number = next(_numbers)
    new = NewCampaign(f"contest-{number}", "Crunch", ("fr", "nl", "en"), "contest@example.org")
    campaign = campaigns.create(new, by=audit.SYSTEM, now=now)
    schedule.plan(campaign, [PlannedPhase(PhaseKind.SUBMISSION, now - DAY, now + DAY)], now=now)
    people = [new_id(), new_id()]
    with transaction() as session:
        for person, name in zip(people, ("Ana", "Bo"), strict=True):
            session.add(
                Staff(
                    id=person,
                    address=f"{person.hex}@example.org",
                    first_name=name,
                    title="reads ideas",
                    lang="en",
                    created_at=now,
                )
            )
    return Contest(campaign, people[0], people[1], now)


def idea(name: str, **more: Any) -> dict[str, Any]:
    """Answers that nothing speaks against."""
    return {
        "name": name,
        "inspiration": "Sunday evenings at my aunt’s, with the radio on.",
        "ingredients": "chicory, nutmeg",
        "first_name": "Nadia",
        "town": "Seraing",
        "of_age": "on",
        "rules": "on",
    } | more


def clock() -> datetime:
    """Now, as the database says."""
    return reading().execute(select(database_clock())).scalar_one()


def verbs(ref: UUID) -> list[str]:
    """What was recorded about something, in order."""
    rows = reading().scalars(select(Audit.verb).where(Audit.ref == ref).order_by(Audit.at, Audit.id))
    return list(rows)


def queued(kind: str) -> list[Outbox]:
    """What waits to leave."""
    waiting = select(Outbox).where(Outbox.kind == kind, Outbox.done_at.is_(None)).order_by(Outbox.id)
    return list(reading().scalars(waiting.execution_options(populate_existing=True)))


def rows(table: type[Any], *where: Any) -> int:
    """How many rows there are."""
    return reading().execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def photo(size: tuple[int, int] = (640, 400)) -> bytes:
    """A small JPEG."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def keys_of(refused: Any) -> Sequence[tuple[str, str]]:
    """(key, field) of every objection."""
    return [(objection.key, objection.field) for objection in refused.objections]
