"""The demo's photographs, made by us, put where a participant's would stand."""

import hashlib
from datetime import datetime
from pathlib import Path
from uuid import UUID

from contest.demo import rows
from contest.demo.words import HERE, Idea
from contest.outside import images

WIDTHS = (320, 640, 1280)
MOST_PIXELS = 4_000_000


def write(campaign_id: UUID, ideas: list[Idea], media: Path, at: datetime) -> dict[str, UUID]:
    """Write a picture, its row and its files, for each idea that has one; idea id -> picture id."""
    written: dict[str, UUID] = {}
    for idea in ideas:
        source = HERE / "pictures" / f"{idea.photo}.webp"
        if idea.photo is None or not source.exists():
            continue
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        picture_id = rows.write_picture(campaign_id, idea, digest, (960, 960), at)
        folder = media / campaign_id.hex / picture_id.hex
        folder.mkdir(parents=True, exist_ok=True)
        images.make(source, [(width, folder / f"{width}.webp") for width in WIDTHS], most_pixels=MOST_PIXELS)
        written[idea.id] = picture_id
    return written
