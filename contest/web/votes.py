"""A vote as every page with a ballot shows it: which one, who stands in it, what a voter has, why none is taken."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, request

from contest.queries import ballots, candidates, entries
from contest.queries.ballots import ReceiptFacts
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.entries import EntryCard
from contest.rules import gallery
from contest.rules.objections import Objection
from contest.rules.papers import Method
from contest.rules.phases import Moment, PhaseKind, bucket_at, moment_of
from contest.web import previews, voters
from contest.web.pages import Page
from contest.words import dates, phrases, voting

SHUT = {Moment.TO_COME: "vote_not_open", Moment.PAUSED: "vote_paused", Moment.DONE: "vote_closed"}


def current(view: CampaignView, now: datetime) -> PhaseView:
    """The vote that is open, else the latest, else the next. Errors: 404 where there is none."""
    votes = view.of_kind(PhaseKind.VOTE)
    if not votes:
        abort(404)
    begun = [phase for phase in votes if phase.opens <= now]
    return begun[-1] if begun else votes[0]


def at(view: CampaignView, position: int) -> PhaseView:
    """The vote at this position. Errors: 404."""
    phase = view.at(position)
    if phase is None or phase.kind is not PhaseKind.VOTE:
        abort(404)
    return phase


def shut(page: Page, phase: PhaseView) -> str:
    """Why no vote is taken at the moment, in a sentence; empty while one is."""
    reason = SHUT.get(moment_of(phase.plan, previews.now(page.campaign.id)), "")
    return phrases.objection(page.lang, Objection(reason)) if reason else ""


def terms(page: Page, phase: PhaseView) -> dict[str, Any]:
    """What a voter has, until when, and whether it may be changed."""
    until = dates.day_and_time(page.lang, phase.last_second, page.campaign.zone)
    has, lasts = voting.has(page.lang, phase.rules), voting.lasts(page.lang, phase.rules, until)
    return {"has": has, "lasts": lasts, "changes": phase.rules.changes}


def shelf(view: CampaignView, phase: PhaseView) -> tuple[Sequence[EntryCard], str]:
    """The entries to choose from in an order of this visit's own, and where the next page is."""
    seed = request.args.get("seed", "")[:16] or secrets.token_hex(4)
    if phase.rules.picked or phase.rules.method is not Method.ONE:
        return gallery.shuffled(seed, candidates.standing(view.id, phase.id)), ""
    upto = request.args.get("upto", type=int) or entries.published_upto(view.id)
    found = entries.fair_page(view.id, seed, upto, request.args.get("after", 0, type=int))
    if found.next is None:
        return found.entries, ""
    return found.entries, f"{request.path}?seed={seed}&upto={upto}&after={found.next}{voters.carried('&')}"


def in_place(view: CampaignView, phase: PhaseView, voter_key: str, now: datetime) -> ReceiptFacts | None:
    """The ballot that holds this voter's place; today's where one votes daily."""
    bucket = bucket_at(phase.plan, now, per_day=phase.rules.per_day, zone=ZoneInfo(view.zone))
    return None if bucket is None else ballots.in_place(view.id, phase.id, voter_key, bucket)
