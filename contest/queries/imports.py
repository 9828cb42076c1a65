"""Which lines of a sheet are ideas here already."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Entry

AT_ONCE = 500
Key = TypeVar("Key", str, UUID)


def sent_keys(campaign_id: UUID, submit_keys: Sequence[str]) -> set[str]:
    """Those submit keys that an entry of this campaign has."""
    return _found(campaign_id, Entry.submit_key, submit_keys)


def entry_ids(campaign_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """Those ids that are entries of this campaign."""
    return _found(campaign_id, Entry.id, ids)


def _found(campaign_id: UUID, column: Any, values: Sequence[Key]) -> set[Key]:
    found: set[Key] = set()
    for start in range(0, len(values), AT_ONCE):
        these = values[start : start + AT_ONCE]
        found |= set(reading().scalars(select(column).where(Entry.campaign_id == campaign_id, column.in_(these))))
    return found
