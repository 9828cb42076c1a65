"""A campaign with an author, an idea, a colleague, and everything a mail can be about."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from contest.db import new_id, reading, transaction
from contest.models import (
    Ballot,
    Campaign,
    CampaignText,
    Confirmation,
    ConfirmationPurpose,
    Decision,
    Entry,
    EntryVersion,
    Message,
    Outbox,
    Participant,
    Phase,
    Side,
    Staff,
    Visibility,
)
from contest.rules.ballots import BallotState
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.phases import PhaseKind
from contest.services import keys, outbox

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AUTHOR = "Wout.Peeters@mail.example"
HOUR = timedelta(hours=1)
NAMES = {"fr": "Le goût d’après", "nl": "De smaak van straks", "en": "The taste of next"}


@dataclass
class Scene:
    """The ids of what there is."""

    campaign: UUID
    participant: UUID
    entry: UUID
    staff: UUID
    submission: UUID
    vote: UUID

    def confirmation(self, purpose: ConfirmationPurpose, subject: UUID | None, **more: Any) -> UUID:
        """An address that was asked."""
        row = {
            "campaign_id": self.campaign,
            "id": new_id(),
            "purpose": purpose,
            "subject_id": subject,
            "voter_key": "0" * 64,
            "address_sealed": keys.seal_address(self.campaign, AUTHOR),
            "lang": "nl",
            "created_at": NOW,
            "expires_at": NOW + 7 * 24 * HOUR,
        }
        return add(Confirmation(**row | more))

    def ballot(self) -> UUID:
        """A ballot for the idea that waits for its voter."""
        return add(
            Ballot(
                campaign_id=self.campaign,
                id=new_id(),
                phase_id=self.vote,
                voter_key="0" * 64,
                bucket="all",
                choices=[str(self.entry)],
                idempotency_key=new_id().hex,
                nonce_commitment="0" * 64,
                receipt="7K3F-M2QX",
                lang="nl",
                state=BallotState.PENDING,
                accepted_at=NOW,
            )
        )

    def decision(self, kind: DecisionKind, **more: Any) -> UUID:
        """What a moderator decided."""
        row = {
            "campaign_id": self.campaign,
            "id": new_id(),
            "entry_id": self.entry,
            "version": 1,
            "kind": kind,
            "staff_id": self.staff,
            "signed_name": "Nadia",
            "signed_role": "community manager",
            "at": NOW,
        }
        return add(Decision(**row | more))

    def message(self) -> UUID:
        """What somebody wrote to the author."""
        return add(
            Message(
                campaign_id=self.campaign,
                id=new_id(),
                entry_id=self.entry,
                side=Side.STAFF,
                submit_key=new_id().hex,
                signed="Lotte, verantwoordelijke smaken",
                text="Je hebt gewonnen.\nEcht waar.\n\nBel ons.",
                at=NOW,
            )
        )

    def queue(self, kind: str, lang: str = "nl", lane: outbox.Lane = outbox.Lane.CODES, **ids: UUID) -> UUID:
        """A row of the outbox."""
        return outbox.queue(
            kind,
            dedupe_key=new_id().hex,
            now=NOW,
            ids={name: value.hex for name, value in ids.items()},
            lang=lang,
            campaign=self.campaign,
            lane=lane,
        )


def make_scene() -> Scene:
    """Everything, in one transaction."""
    scene = Scene(*(new_id() for _ in range(6)))
    with transaction() as session:
        session.add(
            Campaign(
                id=scene.campaign,
                slug="le-gout-d-apres",
                brand="Patatras",
                languages=["fr", "nl", "en"],
                default_language="fr",
                visibility=Visibility.PUBLIC,
                look={"accent": "#00aa55", "ink": "red; } body { display: none"},
                contact_address="bonjour@patatras.example",
                created_at=NOW,
            )
        )
        session.add(colleague(scene.staff))
        session.flush()
        keys.make(scene.campaign, now=NOW)
        for lang, name in NAMES.items():
            session.add(CampaignText(campaign_id=scene.campaign, lang=lang, field="name", text=name, changed_at=NOW))
        for position, (phase, kind) in enumerate(
            ((scene.submission, PhaseKind.SUBMISSION), (scene.vote, PhaseKind.VOTE))
        ):
            session.add(
                Phase(
                    campaign_id=scene.campaign,
                    id=phase,
                    position=position + 1,
                    kind=kind,
                    opens=NOW - HOUR,
                    closes=NOW + 24 * HOUR,
                )
            )
        session.add(
            Participant(
                campaign_id=scene.campaign,
                id=scene.participant,
                voter_key="0" * 64,
                address_sealed=keys.seal_address(scene.campaign, AUTHOR),
                first_name="Wout",
                lang="nl",
                confirmed_at=NOW,
            )
        )
        session.flush()
        session.add(
            Entry(
                campaign_id=scene.campaign,
                id=scene.entry,
                participant_id=scene.participant,
                submit_key="0" * 64,
                number=4291,
                state=EntryState.PUBLISHED,
                lang="nl",
                name="De smaak van mijn baas",
                received_at=NOW,
            )
        )
        session.flush()
        session.add(
            EntryVersion(
                campaign_id=scene.campaign,
                entry_id=scene.entry,
                version=1,
                form_version=1,
                answers={"first_name": "Wout", "name": "De smaak van mijn baas"},
                created_at=NOW,
            )
        )
    return scene


def colleague(staff: UUID, address: str = "") -> Staff:
    """Somebody of the team."""
    return Staff(
        id=staff,
        address=address or f"{staff.hex}@patatras.example",
        first_name="Nadia",
        lang="nl",
        created_at=NOW,
    )


def add(row: Any) -> UUID:
    """Store a row; its id."""
    with transaction() as session:
        session.add(row)
    return row.id


def row_of(outbox_id: UUID) -> Outbox:
    """A row of the outbox as it is stored now, also by another session."""
    if not reading().info.get("writing"):
        reading().rollback()
    return reading().get_one(Outbox, outbox_id, populate_existing=True)
