"""The fair-play file of a closed vote, written as a file for whoever asked for it at the desk."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from contest.outside import documents
from contest.queries import archives, dossiers, proof
from contest.services import dossiers as services
from contest.services import keys
from contest.services.deliveries import zips
from contest.services.deliveries.archives import LINES
from contest.services.deliveries.leases import Failed, Handler, Leased, let_go
from contest.words import dossiers as words
from contest.words.dossiers import Dossier

PAPER = "fair-play.pdf"


def handlers(media: Path) -> dict[str, Handler]:
    """A handler for the one kind of row."""
    return {dossiers.KIND: lambda row, now: write(row, now, media)}


def write(row: Leased, now: datetime, media: Path) -> str:
    """Write the file in the state that was asked for, unless it is there. Errors: Failed without the vote's archive."""
    assert row.campaign_id is not None
    campaign_id, phase_id = row.campaign_id, UUID(row.ids["phase"])
    vote, state = archives.archived(campaign_id, phase_id), dossiers.state(campaign_id, phase_id)
    if vote is None or state is None:
        raise Failed("its log has no end")
    if state.mark != row.ids["mark"]:
        return "something happened since: it has to be asked for anew"
    archive = media / archives.file_of(campaign_id, vote.position)
    target = media / dossiers.file_of(campaign_id, vote.position, row.lang, state.mark)
    if target.exists():
        return "there already"
    if not archive.is_file():
        raise Failed("its archive is not written yet")
    found = services.compose(campaign_id, phase_id, row.lang, zips.digest_of(archive, LINES))
    sealed = proof.sealed(campaign_id, phase_id)
    origin = sealed.origin if sealed else ""
    let_go()
    try:
        members = list(_members(found))
    except documents.NotSetError as error:
        raise Failed("its paper could not be set") from error
    zips.write(target, members, lambda sums: keys.signed_note(campaign_id, origin, sums))
    return ""


def _members(found: Dossier) -> Iterator[tuple[str, list[bytes]]]:
    yield PAPER, [documents.pdf(words.paper(found))]
    for name, content in found.files.items():
        yield name, [content]
