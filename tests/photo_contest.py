"""A photo contest's form, as a campaign would ask it: several pictures, one of them at least."""

from typing import Any
from uuid import UUID

from contest import clock
from contest.db import transaction
from contest.models import Form
from contest.rules import presets

ASKED = ("name", "picture", "first_name", "town", "of_age", "rules")


def form(*, most: int = 4, required: bool = True) -> dict[str, Any]:
    """Its definition."""
    fields = [dict(field) for field in presets.form("crisps")["fields"] if field["key"] in ASKED]
    for field in fields:
        if field["key"] == "picture":
            field |= {"most": most, "required": required}
    return {"preset": "photo", "fields": fields}


def ask(campaign_id: UUID, **how: Any) -> None:
    """Have a campaign ask this from now on; within an application."""
    with transaction() as session:
        session.add(Form(campaign_id=campaign_id, version=2, definition=form(**how), created_at=clock.now()))
