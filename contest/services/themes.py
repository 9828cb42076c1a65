"""A campaign's look: colours, letters and corners, chosen at the desk."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.models import Campaign
from contest.rules import themes as rules
from contest.rules.cards import look_of
from contest.rules.objections import Refused
from contest.services import audit, cards
from contest.services.audit import Actor


def choose(campaign_id: UUID, chosen: Mapping[str, str], *, by: Actor, now: datetime) -> list[str]:
    """Choose a look (all of `themes.CHOSEN`, as typed); answers what changed. The same again changes nothing.

    Cards are drawn again where one of their colours changed.

    Errors: Refused with what `themes.objections` says, by field.
    """
    if wrong := rules.objections(chosen):
        raise Refused(wrong)
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
        before = campaign.look
        wanted = {
            name: rules.read(chosen[name]) or "" if name in rules.COLOURS else chosen[name] for name in rules.CHOSEN
        }
        changed = sorted(name for name, value in rules.choices_of(before).items() if value != wanted[name])
        if not changed:
            return []
        kept = {name: value for name, value in before.items() if name not in rules.CHOSEN}
        standard = rules.choices_of({})
        campaign.look = kept | {name: value for name, value in wanted.items() if value != standard[name]}
        if look_of(campaign.look) != look_of(before):
            cards.campaign_changed(campaign_id, now=now)
        details = {"changed": changed}
        audit.record("campaign.look_changed", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)
        return changed
