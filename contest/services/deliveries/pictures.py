"""Pictures behind the scenes: the larger widths made, files deleted. Each may run twice."""

from datetime import datetime, timedelta
from uuid import UUID

from contest import intake
from contest.db import reading
from contest.intake import Folders
from contest.models import Picture, PictureState
from contest.outside import files
from contest.services import pictures

INCOMING_FOR = timedelta(hours=24)


def resize(campaign_id: UUID, picture_id: UUID, *, folders: Folders) -> None:
    """Make the larger widths from the original, then delete it; `picture.resize` of the outbox."""
    picture = reading().get(Picture, (campaign_id, picture_id), populate_existing=True)
    reading().commit()
    if picture is None or picture.state is not PictureState.INCOMING:
        return
    ready = intake.enlarge(folders, campaign_id, picture_id)
    pictures.settle(campaign_id, picture_id, ready=ready)
    folders.original(picture_id).unlink(missing_ok=True)


def erase(campaign_id: UUID, picture_id: UUID, *, folders: Folders) -> None:
    """Delete every file of a picture; `picture.erase` of the outbox."""
    intake.discard(folders, campaign_id, picture_id)


def erase_portrait(portrait_id: UUID, *, folders: Folders) -> None:
    """Delete every file of a portrait; `portrait.erase` of the outbox."""
    intake.discard_portrait(folders, portrait_id)


def sweep_incoming(*, folders: Folders, now: datetime) -> int:
    """Delete what was sent more than a day ago and never resized; answers how many."""
    return files.sweep(folders.incoming, before=now - INCOMING_FOR)
