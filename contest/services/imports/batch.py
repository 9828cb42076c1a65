"""The rows of ideas that come many at a time, written together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from contest.db import new_id
from contest.models import ActorKind, Audit, Decision, Entry, EntryVersion, Form, FurtherPicture, Staff
from contest.rules import entries as rules
from contest.rules import forms, searching
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.imports import Line

# In this order: each names rows of the one before.
TABLES = (Entry, EntryVersion, FurtherPicture, Decision, Audit)


class Batch:
    """What one import writes; `person` signs what is published."""

    def __init__(self, campaign_id: UUID, form: Form, person: Staff | None, now: datetime) -> None:
        self.campaign_id, self.form, self.person, self.now = campaign_id, form, person, now
        self.rows: defaultdict[type, list[dict[str, Any]]] = defaultdict(list)

    def add(self, line: Line, submit_key: str, pictures: Sequence[UUID], number: int | None) -> None:
        """One idea: waiting without a `number`, published with it. Nobody is written to: it has no participant."""
        entry_id = new_id()
        picture_id = pictures[0] if pictures else None
        self.rows[Entry].append(self._entry(entry_id, line, submit_key, picture_id, number))
        self.rows[EntryVersion].append(
            {
                "campaign_id": self.campaign_id,
                "entry_id": entry_id,
                "version": 1,
                "form_version": self.form.version,
                "answers": line.answers,
                "picture_id": picture_id,
                "created_at": self.now,
            }
        )
        of_version = {"campaign_id": self.campaign_id, "entry_id": entry_id, "version": 1}
        self.rows[FurtherPicture] += [
            {**of_version, "place": place, "picture_id": further} for place, further in enumerate(pictures[1:], start=2)
        ]
        if number is not None and self.person is not None:
            self._decide(entry_id, self.person)

    def write(self, session: Session) -> None:
        """All of it, a statement for each table."""
        for table in TABLES:
            if self.rows[table]:
                session.execute(insert(table), self.rows[table])

    def _entry(
        self, entry_id: UUID, line: Line, submit_key: str, picture_id: UUID | None, number: int | None
    ) -> dict[str, Any]:
        name = str(line.answers.get("name", ""))
        public = forms.public_texts(self.form.definition, line.answers)
        return {
            "campaign_id": self.campaign_id,
            "id": entry_id,
            "participant_id": None,
            "submit_key": submit_key,
            "number": number,
            "state": EntryState.PENDING if number is None else EntryState.PUBLISHED,
            "lang": line.lang,
            "version": 1,
            "name": name,
            "shown_author": rules.shown_author(line.answers.get("first_name", ""), line.answers.get("town", "")),
            "picture_id": picture_id,
            "folded": searching.folded_entry([name, *public]),
            "received_at": line.received or self.now,
            "waiting_since": self.now,
            "published_at": None if number is None else self.now,
        }

    def _decide(self, entry_id: UUID, person: Staff) -> None:
        decision_id = new_id()
        self.rows[Decision].append(
            {
                "campaign_id": self.campaign_id,
                "id": decision_id,
                "entry_id": entry_id,
                "version": 1,
                "kind": DecisionKind.PUBLISH,
                "staff_id": person.id,
                "signed_name": person.first_name,
                "signed_role": person.title,
                "at": self.now,
            }
        )
        self.rows[Audit].append(
            {
                "campaign_id": self.campaign_id,
                "at": self.now,
                "actor_kind": ActorKind.STAFF,
                "actor_id": person.id,
                "verb": "entry.published",
                "ref": entry_id,
                "details": {"decision": decision_id.hex, "version": 1, "reason": ""},
            }
        )
