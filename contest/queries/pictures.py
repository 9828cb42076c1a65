"""Pictures: what there is, and who may see it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, or_, select

from contest.db import reading
from contest.models import Campaign, Entry, Picture, PictureState, Visibility
from contest.rules.entries import EntryState


@dataclass(frozen=True)
class PictureView:
    """A picture that has files. `public`: an entry that is published, or a campaign that is, shows it now.

    `ready`: every width is there; else only the one of 320 pixels.
    """

    id: UUID
    width: int
    height: int
    ready: bool
    public: bool


def view(campaign_id: UUID, picture_id: UUID) -> PictureView | None:
    """A picture and whether the public may see it; None when there is none or it was erased. One statement."""
    shown = or_(
        exists().where(
            Entry.campaign_id == Picture.campaign_id,
            Entry.picture_id == Picture.id,
            Entry.state == EntryState.PUBLISHED,
        ),
        exists().where(
            Campaign.id == Picture.campaign_id,
            Campaign.visibility != Visibility.DRAFT,
            or_(Campaign.logo_picture_id == Picture.id, Campaign.hero_picture_id == Picture.id),
        ),
    )
    row = (
        reading()
        .execute(
            select(Picture.id, Picture.width, Picture.height, Picture.state, shown.label("public")).where(
                Picture.campaign_id == campaign_id,
                Picture.id == picture_id,
                Picture.state != PictureState.ERASED,
            )
        )
        .first()
    )
    if row is None:
        return None
    return PictureView(row.id, row.width, row.height, row.state is PictureState.READY, bool(row.public))


def is_worn(campaign_id: UUID, picture_id: UUID) -> bool:
    """Whether a campaign, also a draft, has the picture as its logo or its large one."""
    worn = or_(Campaign.logo_picture_id == picture_id, Campaign.hero_picture_id == picture_id)
    return bool(reading().scalar(select(exists().where(Campaign.id == campaign_id, worn))))


def is_own(campaign_id: UUID, picture_id: UUID, participant_id: UUID) -> bool:
    """Whether an entry of this participant shows the picture."""
    return bool(
        reading().scalar(
            select(
                exists().where(
                    Entry.campaign_id == campaign_id,
                    Entry.picture_id == picture_id,
                    Entry.participant_id == participant_id,
                )
            )
        )
    )
