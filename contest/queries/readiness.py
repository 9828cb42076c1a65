"""What is known of a campaign before it is shown: the facts that rules/readiness.py reads."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from contest.db import reading
from contest.models import Campaign, Document, Entry, Phase
from contest.queries import campaigns, phases
from contest.rules import forms, presets, texts
from contest.rules.ballots import vote_rules
from contest.rules.entries import WAITING, EntryState
from contest.rules.papers import MOST_STANDING, Method
from contest.rules.phases import PhaseKind
from contest.rules.readiness import ReadinessFacts


def facts(campaign_id: UUID, now: datetime) -> ReadinessFacts:
    """In seven statements. Errors: NoResultFound when there is no such campaign."""
    campaign = reading().get_one(Campaign, campaign_id)
    schedule = phases.schedule(campaign_id)
    positions = [phase.position for phase in schedule]
    written = set(reading().scalars(select(Document.kind).where(Document.campaign_id == campaign_id).distinct()))
    form = campaigns.form(campaign_id)
    asked = forms.fields(form.definition) if form else ()
    waiting = select(func.count()).where(Entry.campaign_id == campaign_id, Entry.state.in_(WAITING))
    return ReadinessFacts(
        languages=campaign.languages,
        texts_missing=texts.missing(campaigns.texts(campaign_id), campaign.languages, positions),
        documents_missing=[kind for kind in presets.DOCUMENTS if kind not in written],
        labels={field.key: [lang for lang, label in field.label.items() if label] for field in asked},
        schedule=[phases.plan(phase) for phase in schedule],
        zone=ZoneInfo(campaign.zone),
        waiting=reading().scalar(waiting) or 0,
        now=now,
        crowded=_crowded(campaign_id, schedule),
    )


def _crowded(campaign_id: UUID, schedule: Sequence[Phase]) -> list[int]:
    shown = (Entry.campaign_id == campaign_id, Entry.state == EntryState.PUBLISHED)
    published = reading().scalar(select(func.count()).where(*shown)) or 0
    rules = {phase.position: vote_rules(phase.settings) for phase in schedule if phase.kind is PhaseKind.VOTE}
    return [
        position
        for position, vote in rules.items()
        if vote.method is not Method.ONE and not vote.picked and published > MOST_STANDING
    ]


def differing(campaign_id: UUID) -> tuple[str, list[str]]:
    """The preset a campaign came from, and what differs from it: settings, look, form, phases by kind and length."""
    campaign = reading().get_one(Campaign, campaign_id)
    form = campaigns.form(campaign_id)
    key = form.definition.get("preset", "") if form else ""
    if form is None or key not in presets.KEYS:
        return "", []
    preset = presets.preset(key)
    settings = ("minimum_age", "entries_per_participant", "promised_hours")
    found = [name for name in settings if getattr(campaign, name) != getattr(preset, name)]
    planned = [(stage.kind, stage.lasts) for stage in preset.stages]
    zone = ZoneInfo(campaign.zone)
    lasting = [
        # By the wall clock: a phase over a change of the clocks is as long as the preset says.
        (row.kind, row.closes.astimezone(zone).replace(tzinfo=None) - row.opens.astimezone(zone).replace(tzinfo=None))
        for row in phases.schedule(campaign_id)
    ]
    found += ["look"] if campaign.look != preset.look else []
    found += ["form"] if form.definition != preset.form else []
    return key, [*found, *(["phases"] if lasting != planned else [])]
