"""A campaign's settings and its look."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from contest.db import transaction
from contest.models import Campaign, Visibility
from contest.queries import phases
from contest.rules import mailboxes
from contest.rules.merging import MergeEffect
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.services import audit, cards
from contest.services.audit import Actor
from contest.services.campaigns.making import LONGEST_BRAND
from contest.services.schedule import windows

# field -> from, to
BOUNDS = {
    "minimum_age": (0, 21),
    "entries_per_participant": (1, 100),
    "promised_hours": (1, 240),
    "answer_hours": (1, 240),
}
# What is settled once the public has seen the campaign, and what once it has begun to send ideas.
SETTLED = ("languages", "zone")
FROZEN = ("minimum_age", "entries_per_participant", "merge_effect")


@dataclass(frozen=True)
class Settings:
    """What a manager sets besides texts, dates and look; the first language is the default one."""

    brand: str
    languages: tuple[str, ...]
    zone: str
    contact_address: str
    minimum_age: int
    entries_per_participant: int
    promised_hours: int
    merge_effect: str = MergeEffect.FIRST.value
    second_person: bool = False
    two_announce: bool = False
    public_decisions: bool = False
    answer_hours: int = 48


def change_settings(campaign_id: UUID, wanted: Settings, *, by: Actor, now: datetime) -> list[str]:
    """Set them; answers the names of those that changed.

    Errors: LookupError; Refused with field_missing, field_too_long, address_malformed, number_out_of_bounds,
    languages_missing, zone_unknown, setting_settled (the public has seen it), setting_frozen (ideas are being sent),
    by field.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign is None:
            raise LookupError(campaign_id)
        values: dict[str, Any] = {
            **asdict(wanted),
            "brand": wanted.brand.strip(),
            "contact_address": mailboxes.tidy(wanted.contact_address),
            "languages": list(wanted.languages),
        }
        before = {name: getattr(campaign, name) for name in values}
        changed = sorted(name for name, value in values.items() if value != before[name])
        reasons = [*_about(wanted), *_too_late(campaign, changed, now)]
        if reasons:
            raise Refused(reasons)
        if not changed:
            return []
        for name in changed:
            setattr(campaign, name, values[name])
        campaign.default_language = wanted.languages[0]
        if "zone" in changed:
            session.flush()
            for phase in phases.schedule(campaign_id):
                windows.write(session, phase)
        if "brand" in changed:
            cards.campaign_changed(campaign_id, now=now)
        details = {"changed": changed, **{name: values[name] for name in changed if name != "contact_address"}}
        audit.record(
            "campaign.settings_changed", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details
        )
        return changed


def set_look(campaign_id: UUID, changes: dict[str, Any], *, by: Actor, now: datetime) -> None:
    """Change colours (`look`), or the logo and hero pictures (`logo_picture_id`, `hero_picture_id`)."""
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        for name in ("look", "logo_picture_id", "hero_picture_id"):
            if name in changes:
                setattr(campaign, name, changes[name])
        cards.campaign_changed(campaign_id, now=now)
        details = {"changed": sorted(changes)}
        audit.record("campaign.look_changed", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)


def _about(wanted: Settings) -> list[Objection]:
    found = []
    if not wanted.brand.strip():
        found.append(Objection("field_missing", "brand"))
    elif len(wanted.brand.strip()) > LONGEST_BRAND:
        found.append(Objection("field_too_long", "brand", {"longest": LONGEST_BRAND}))
    if not wanted.languages:
        found.append(Objection("languages_missing", "languages"))
    if wanted.merge_effect not in list(MergeEffect):
        found.append(Objection("choice_unknown", "merge_effect"))
    if wanted.zone not in available_timezones():
        found.append(Objection("zone_unknown", "zone"))
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(wanted, name) <= most:
            found.append(Objection("number_out_of_bounds", name, {"least": least, "most": most}))
    return [*found, *mailboxes.objections(wanted.contact_address, "contact_address")]


def _too_late(campaign: Campaign, changed: list[str], now: datetime) -> list[Objection]:
    """What can no longer be set: the public has seen it, or acts under it."""
    if campaign.visibility is Visibility.DRAFT:
        return []
    found = [Objection("setting_settled", name) for name in changed if name in SETTLED]
    taking = [phase for phase in phases.schedule(campaign.id) if phase.kind is PhaseKind.SUBMISSION]
    if any(phase.opens <= now for phase in taking):
        found += [Objection("setting_frozen", name) for name in changed if name in FROZEN]
    return found
