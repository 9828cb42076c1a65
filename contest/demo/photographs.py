"""The demo's photographs, made by us, put where a participant's would stand."""

import hashlib
import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

from contest.demo import rows
from contest.demo.words import HERE, Idea
from contest.rules.pictures import folder_of

# Each lies there in two widths, as a page asks for them: nothing has to be decoded at a start.
PICTURES = HERE / "pictures"
LARGEST, SIDE = "640.webp", 640


def write(campaign_id: UUID, ideas: list[Idea], media: Path, at: datetime) -> dict[str, UUID]:
    """Write a picture, its row and its files, for each idea that has one; idea id -> picture id."""
    written: dict[str, UUID] = {}
    for idea in ideas:
        if idea.photo is None:
            continue
        source = PICTURES / idea.photo
        digest = hashlib.sha256((source / LARGEST).read_bytes()).hexdigest()
        picture_id = rows.write_picture(campaign_id, idea, digest, (SIDE, SIDE), at)
        shutil.copytree(source, media / folder_of(campaign_id, picture_id), dirs_exist_ok=True)
        written[idea.id] = picture_id
    return written
