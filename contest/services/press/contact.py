"""Whom the press page names."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.models import Campaign, PressContact
from contest.queries import press as queries
from contest.rules import press as rules
from contest.rules.objections import Refused
from contest.services import audit, cards
from contest.services.audit import Actor


def set_contact(campaign_id: UUID, typed: Mapping[str, str], *, by: Actor, now: datetime) -> None:
    """Name the contact of a campaign (name, phone, address); what is as it was is not written again.

    Errors: Refused `field_missing`, `field_too_long`, `press_unreachable`, `phone_malformed`, `address_malformed`.
    """
    contact = rules.tidy(typed)
    if wrong := rules.objections(contact):
        raise Refused(wrong)
    with transaction() as session:
        # Two colleagues at once: the second waits here, and its words stay.
        session.get_one(Campaign, campaign_id, with_for_update=True)
        row = session.get(PressContact, campaign_id)
        if row is None:
            session.add(PressContact(campaign_id=campaign_id, changed_at=now, **contact))
        elif contact == {name: getattr(row, name) for name in contact}:
            return
        else:
            row.name, row.phone, row.address, row.changed_at = *contact.values(), now
        # Who is in the record is who set it: a name and a number of somebody else are not kept twice.
        audit.record("press.contact_set", by=by, now=now, campaign=campaign_id, ref=campaign_id, details={})
        for one in queries.written(campaign_id):
            cards.announced(campaign_id, one.phase_id, opens=max(one.opens, now), now=now)
