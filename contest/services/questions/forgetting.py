"""Forgetting who asked: at their wish, and some time after the last word."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from contest import vault
from contest.db import reading, transaction
from contest.models import Question
from contest.rules import mailboxes
from contest.services import keys

# As long as the addresses of who won nothing are kept after the result.
KEPT = timedelta(days=90)
AT_ONCE = 200


def forget(campaign_id: UUID, address_sealed: bytes) -> None:
    """Delete every question from somebody's address, with its letters; joins the caller's transaction."""
    try:
        address = keys.open_address(campaign_id, address_sealed)
    except (KeyError, vault.Broken):
        return  # the key is destroyed: nobody can say whose they were
    asker = keys.asker_key(campaign_id, mailboxes.canonical(address))
    with transaction() as session:
        session.execute(delete(Question).where(Question.campaign_id == campaign_id, Question.asker_key == asker))


def sweep(*, now: datetime) -> int:
    """Erase a few of the addresses of questions that nobody touched for so long; how many. Repeatable."""
    old = Question.changed_at < now - KEPT, Question.address_sealed.is_not(None), Question.waiting_since.is_(None)
    some = reading().scalars(select(Question.id).where(*old).limit(AT_ONCE)).all()
    if not some:
        return 0
    with transaction() as session:
        session.execute(
            update(Question)
            .where(Question.id.in_(some))
            .values(address_sealed=None, first_name="")
            .execution_options(synchronize_session=False)
        )
    return len(some)
