"""The crisis of a campaign: what is switched off and on again, and what the public is told meanwhile.

Every act is told in the public history. A vote is paused by `schedule.pause`, an entry removed by `moderation.decide`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.models import Announcement, Campaign
from contest.queries.phases import schedule
from contest.rules import crisis as rules
from contest.rules import forms
from contest.rules.crisis import LONGEST_STATEMENT, Crisis, Switch
from contest.rules.objections import Objection, Refused
from contest.services import audit, cards

# What is recorded when something goes off, and when it goes on.
VERBS = {
    Switch.PUBLISHING: ("publishing.paused", "publishing.resumed"),
    Switch.RESULTS: ("results.hidden", "results.shown"),
    Switch.SHARING: ("sharing.hidden", "sharing.shown"),
}
LONGEST_REASON = 300


def switch_off(campaign_id: UUID, switch: Switch, *, reason: str, by: UUID, now: datetime) -> None:
    """Stop publishing, hide results, or hide sharing, everywhere and at once. Twice is once.

    Errors: Refused with switch_reason_missing, answer_too_long.
    """
    reason = forms.clean_line(reason)
    if not reason:
        raise Refused([Objection("switch_reason_missing", f"reason_{switch}")])
    if len(reason) > LONGEST_REASON:
        raise Refused(
            [Objection("answer_too_long", f"reason_{switch}", {"most": LONGEST_REASON, "length": len(reason)})]
        )

    def off(crisis: Crisis) -> Crisis:
        return crisis if switch in crisis.off else replace(crisis, off={**crisis.off, switch: now})

    _change(campaign_id, off, VERBS[switch][0], {"reason": reason}, by, now)


def switch_on(campaign_id: UUID, switch: Switch, *, reason: str, by: UUID, now: datetime) -> None:
    """Let it go on. Twice is once; a reason may be given."""

    def on(crisis: Crisis) -> Crisis:
        return replace(crisis, off={one: since for one, since in crisis.off.items() if one is not switch})

    with transaction():
        details = {"reason": forms.clean_line(reason)[:LONGEST_REASON]}
        if _change(campaign_id, on, VERBS[switch][1], details, by, now) and switch is Switch.RESULTS:
            _draw_winners(campaign_id, now)


def put_up(campaign_id: UUID, statement: Mapping[str, str], *, by: UUID, now: datetime) -> None:
    """Say something at the top of every public page, in every language of the campaign.

    Errors: Refused with statement_missing, answer_too_long (fields `statement_<language>`).
    """
    with transaction() as session:
        languages = session.get_one(Campaign, campaign_id).languages
        said = {lang: forms.clean_lines(statement.get(lang, "")) for lang in languages}
        if found := _against(said):
            raise Refused(found)

        def stated(crisis: Crisis) -> Crisis:
            return crisis if crisis.statement == said else replace(crisis, statement=said, stated_at=now)

        _change(campaign_id, stated, "statement.put_up", {}, by, now)


def take_down(campaign_id: UUID, *, by: UUID, now: datetime) -> None:
    """Take the statement down. Twice is once."""

    def unsaid(crisis: Crisis) -> Crisis:
        return replace(crisis, statement={}, stated_at=None)

    _change(campaign_id, unsaid, "statement.taken_down", {}, by, now)


def _change(
    campaign_id: UUID,
    make: Callable[[Crisis], Crisis],
    verb: str,
    details: dict[str, str],
    by: UUID,
    now: datetime,
) -> bool:
    """Change the crisis and write it down; False where it was so already."""
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        after = rules.written(make(rules.read(campaign.crisis)))
        if after == campaign.crisis:
            return False
        campaign.crisis = after
        audit.record(verb, by=audit.staff(by), now=now, campaign=campaign_id, ref=campaign_id, details=details)
        return True


def _against(said: Mapping[str, str]) -> list[Objection]:
    found = []
    for lang, text in said.items():
        if not text:
            found.append(Objection("statement_missing", f"statement_{lang}"))
        elif len(text) > LONGEST_STATEMENT:
            facts: dict[str, str | int] = {"most": LONGEST_STATEMENT, "length": len(text)}
            found.append(Objection("answer_too_long", f"statement_{lang}", facts))
    return found


def _draw_winners(campaign_id: UUID, now: datetime) -> None:
    """The cards of winners may have been erased while nobody was to see them."""
    with transaction() as session:
        for phase in schedule(campaign_id):
            row = session.get(Announcement, (campaign_id, phase.id))
            if row is not None and row.withdrawn_at is None:
                cards.announced(campaign_id, phase.id, opens=row.opens, now=now)
