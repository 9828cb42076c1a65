"""Planning phases: those a campaign begins with, one more, one less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.db import database_clock, new_id, transaction
from contest.models import Campaign, CampaignText, Phase, Visibility
from contest.queries import phases as asked
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.rules.texts import phase_fields
from contest.services import audit
from contest.services.schedule import windows

# Kinds that have a page of their own today.
KINDS = (PhaseKind.SUBMISSION, PhaseKind.VOTE, PhaseKind.ANNOUNCEMENT)
MOST_PHASES = 12


@dataclass(frozen=True)
class PlannedPhase:
    """A phase to be made; `settings` as `rules.ballots.vote_rules` reads them."""

    kind: PhaseKind
    opens: datetime
    closes: datetime
    settings: Mapping[str, Any] = field(default_factory=dict)


def plan(
    campaign_id: UUID, phases: Sequence[PlannedPhase], *, positions: Sequence[int] = (), now: datetime
) -> list[UUID]:
    """Make a new campaign's phases (at these positions, or from 1 up) with their windows; their ids.

    Errors: Refused with schedule_order when one closes before it opens.
    """
    if any(phase.closes <= phase.opens for phase in phases):
        raise Refused([Objection("schedule_order", "closes")])
    with transaction() as session:
        places = positions or range(1, len(phases) + 1)
        rows = [_row(campaign_id, position, phase) for position, phase in zip(places, phases, strict=True)]
        session.add_all(rows)
        for row in rows:
            windows.write(session, row)
        return [row.id for row in rows]


def add(
    campaign_id: UUID, phase: PlannedPhase, *, names: Mapping[str, str], reason: str, by: UUID, now: datetime
) -> int:
    """Add a phase with its name in each language; its position. A public campaign's history tells it.

    The same kind with the same dates is there once. Errors: LookupError; Refused with schedule_order, schedule_in_past,
    schedule_reason_missing (`new_<field>`), text_missing and answer_too_long (`name_<lang>`), too_many_phases.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign is None or phase.kind not in KINDS:
            raise LookupError(campaign_id)
        there = asked.schedule(campaign_id)
        for one in there:
            if (one.kind, one.opens, one.closes) == (phase.kind, phase.opens, phase.closes):
                return one.position
        at = session.execute(select(database_clock())).scalar_one()
        told = campaign.visibility is not Visibility.DRAFT
        reasons = [*_about_dates(phase, at), *_about_names(names, campaign.languages)]
        if told and not reason.strip():
            reasons.append(Objection("schedule_reason_missing", "new_reason"))
        if len(there) >= MOST_PHASES:
            reasons.append(Objection("too_many_phases", facts={"most": MOST_PHASES}))
        if reasons:
            raise Refused(reasons)
        position = 1 + (session.scalar(select(func.max(Phase.position)).where(Phase.campaign_id == campaign_id)) or 0)
        row = _row(campaign_id, position, phase)
        session.add(row)
        windows.write(session, row)
        for lang in campaign.languages:
            text = CampaignText(
                campaign_id=campaign_id,
                lang=lang,
                field=f"phase_{position}_name",
                text=names[lang].strip(),
                changed_at=now,
            )
            session.add(text)
        details = {
            "position": position,
            "kind": phase.kind.value,
            "reason": reason.strip(),
            "opens": phase.opens.astimezone(UTC).isoformat(),
            "closes": phase.closes.astimezone(UTC).isoformat(),
        }
        audit.record("phase.added", by=audit.staff(by), now=now, campaign=campaign_id, ref=row.id, details=details)
        return position


def remove(campaign_id: UUID, position: int, *, by: UUID, now: datetime) -> None:
    """Take a phase out of a campaign that nobody has seen yet; one that is gone already stays gone.

    What is public keeps its addresses, so there a phase is moved, never taken out. Errors: LookupError for no such
    campaign; Refused with phase_public.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign is None:
            raise LookupError(campaign_id)
        phase = asked.at_position(campaign_id, position)
        if phase is None:
            return
        if campaign.visibility is not Visibility.DRAFT:
            raise Refused([Objection("phase_public")])
        for lang in campaign.languages:
            for text in phase_fields(position):
                row = session.get(CampaignText, (campaign_id, lang, text.name))
                if row is not None:
                    session.delete(row)
        session.delete(phase)
        details = {"position": position, "kind": phase.kind.value}
        audit.record("phase.removed", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase.id, details=details)


def _row(campaign_id: UUID, position: int, phase: PlannedPhase) -> Phase:
    return Phase(
        campaign_id=campaign_id,
        id=new_id(),
        position=position,
        kind=phase.kind,
        opens=phase.opens,
        closes=phase.closes,
        settings=dict(phase.settings),
        pauses=[],
    )


def _about_dates(phase: PlannedPhase, at: datetime) -> list[Objection]:
    found = []
    if phase.closes <= phase.opens:
        found.append(Objection("schedule_order", "new_closes"))
    if phase.opens < at:
        found.append(Objection("schedule_in_past", "new_opens"))
    return found


def _about_names(names: Mapping[str, str], languages: Sequence[str]) -> list[Objection]:
    longest = phase_fields(1)[0].longest
    found = []
    for lang in languages:
        name = names.get(lang, "").strip()
        if not name:
            found.append(Objection("text_missing", f"name_{lang}"))
        elif len(name) > longest:
            found.append(Objection("answer_too_long", f"name_{lang}", {"most": longest}))
    return found
