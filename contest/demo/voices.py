"""The demo's journal: two people of the house with their faces, a word on an idea, a post that waits, a shelf life."""

import hashlib
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from contest.db import new_id, transaction
from contest.demo import words
from contest.demo.words import HERE
from contest.models import Picture, PictureState, Staff, StaffRole
from contest.rules.pictures import folder_of, portrait_folder_of
from contest.rules.roles import Role
from contest.services import journal, shelf_lives
from contest.services.accounts import rehearsal
from contest.services.journal import Writer
from contest.services.shelf_lives import Wanted

PICTURES, PORTRAITS = HERE / "pictures", HERE / "portraits"
# As they lie there, in pixels.
SIZES = {"frites": (640, 640), "rayon": (640, 480)}
DAY = timedelta(days=1)
Texts = dict[str, dict[str, str]]


def people(media: Path, *, now: datetime) -> dict[str, UUID]:
    """Those who write, each with a portrait that everybody may see: their name in the texts -> who."""
    said = words.voices()["people"]
    # One of them is the colleague of another department as whom one signs in on one's own machine.
    found = {"amine": rehearsal.person(Role.CONTRIBUTOR, lang="fr", now=now), "lotte": _join(said["lotte"], now)}
    with transaction() as session:
        for key, staff_id in found.items():
            person = session.get_one(Staff, staff_id)
            person.portrait_id, person.is_seen, person.titles = new_id(), True, said[key]["titles"]
            shutil.copytree(PORTRAITS / key, media / portrait_folder_of(person.portrait_id), dirs_exist_ok=True)
    return found


def write(campaign_id: UUID, key: str, media: Path, writers: dict[str, UUID], *, owner: UUID, now: datetime) -> None:
    """Write what they said in one campaign (`next` or `past`), as if over the last weeks."""
    said = words.voices()
    publisher = Writer(owner, publishes=True)
    for post in said["posts"]:
        if post["campaign"] == key:
            at = now - post["days"] * DAY
            number = _begin(campaign_id, post, writers, at)
            if post["picture"]:
                picture = _picture(campaign_id, post["picture"], media, at)
                journal.illustrate(campaign_id, number, picture, by=publisher, now=at)
            journal.publish(campaign_id, number, opens=None, by=publisher, now=at)
    if key == "next":
        for word in said["words"]:
            at = now - word["days"] * DAY
            number = _begin(campaign_id, word, writers, at, entry_number=word["place"] + 1)
            journal.publish(campaign_id, number, opens=None, by=publisher, now=at)
        waiting = said["waiting"]
        number = _begin(campaign_id, waiting, writers, now - DAY)
        journal.propose(campaign_id, number, by=Writer(writers[waiting["by"]]), now=now - DAY)


def shelf(campaign_id: UUID, entry_id: UUID, media: Path, *, owner: UUID, midnight: datetime, now: datetime) -> None:
    """Where the winner of the campaign that is over can be bought."""
    said = words.voices()["shelf"]
    wanted = Wanted(
        opens=midnight + said["from_days"] * DAY,
        closes=midnight + said["to_days"] * DAY,
        texts=said["texts"],
        link=said["link"],
        picture_id=_picture(campaign_id, said["picture"], media, now),
    )
    shelf_lives.set_life(campaign_id, entry_id, wanted, by=owner, now=now)


def _join(said: dict[str, Any], now: datetime) -> UUID:
    staff_id = new_id()
    with transaction() as session:
        # `.invalid` gets no mail (RFC 2606), and there is no password.
        address = f"{said['first_name'].lower()}@desk.invalid"
        session.add(Staff(id=staff_id, address=address, lang="fr", created_at=now, **said))
        session.flush()
        session.add(StaffRole(staff_id=staff_id, campaign_id=None, role=Role.CONTRIBUTOR))
    return staff_id


def _begin(
    campaign_id: UUID, said: dict[str, Any], writers: dict[str, UUID], at: datetime, *, entry_number: int | None = None
) -> int:
    texts: Texts = said["texts"]
    by = Writer(writers[said["by"]])
    return journal.draft(campaign_id, texts, entry_number=entry_number, submit_key=new_id().hex, by=by, now=at)


def _picture(campaign_id: UUID, name: str, media: Path, at: datetime) -> UUID:
    """A picture of ours, with its files."""
    picture_id, source = new_id(), PICTURES / name
    width, height = SIZES[name]
    with transaction() as session:
        session.add(
            Picture(
                campaign_id=campaign_id,
                id=picture_id,
                state=PictureState.READY,
                width=width,
                height=height,
                digest=hashlib.sha256((source / "640.webp").read_bytes()).hexdigest(),
                file_name=f"{name}.webp",
                created_at=at,
            )
        )
    shutil.copytree(source, media / folder_of(campaign_id, picture_id), dirs_exist_ok=True)
    return picture_id
