"""A vote within a frame: whether one is taken there, whose it is, and where it leads."""

import secrets
from typing import Any
from uuid import UUID

from flask import Response, request

from contest.queries.ballots import ReceiptFacts
from contest.queries.campaigns import PhaseView
from contest.rules.ballots import Cast, Outcome
from contest.rules.eligibility import Who
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Method, Paper
from contest.rules.phases import Moment, moment_of
from contest.rules.receipts import commitment
from contest.rules.widgets import Kind
from contest.services import ballots
from contest.web import confirming, errors, form_tokens, lookups, previews, shares, voters, votes
from contest.web.embed import within
from contest.web.framing import Frame, frame_of
from contest.words import dates, voting

# A token of the page is none here, and the other way round.
PURPOSE = "framed ballot"
FIELDS = ("address", "paper")


def vote_of(campaign: str) -> tuple[Frame, PhaseView]:
    """The vote of now, and its frame. Errors: 404."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    return frame_of(view, Kind.VOTE, now), votes.current(view, now)


def instead(frame: Frame, phase: PhaseView) -> Response | None:
    """What is shown where no vote is taken: at the moment, or in a frame at all."""
    view, state = frame.page.campaign, moment_of(phase.plan, previews.now(frame.page.campaign.id))
    if view.crisis.sharing:
        return within.shown(frame, "paused")
    if state is not Moment.NOW:
        opens, closed = (dates.day_and_time(frame.lang, at, view.zone) for at in (phase.opens, phase.last_second))
        return within.shown(frame, "votes/shut", state=state.value, position=phase.position, opens=opens, closed=closed)
    return None if is_here(frame, phase) else elsewhere(frame, phase)


def is_here(frame: Frame, phase: PhaseView) -> bool:
    """Whether one votes in the frame: not where the team wants its own page, nor where an address is not all it takes.

    A browser that is the voter is known by its cookie, a sign-on leads away and back, and a pack's code comes with its
    own address.
    """
    return phase.who is Who.EMAIL and not frame.page.campaign.widgets_lead_on


def elsewhere(frame: Frame, phase: PhaseView, status: int = 200) -> Response:
    """The way to the contest's own page; what was sent all the same was not taken."""
    there = frame.page.to("ballot", position=phase.position)
    question = voting.question(frame.lang, phase.rules.method)
    return within.shown(frame, "votes/elsewhere", status, there=there, question=question)


def held(frame: Frame, phase: PhaseView) -> ReceiptFacts | None:
    """The ballot of whoever has confirmed one in this frame."""
    view = frame.page.campaign
    voter = within.voter_of(view, phase)
    return votes.in_place(view, phase, voter.voter_key, previews.now(view.id)) if voter else None


def cast(frame: Frame, phase: PhaseView, paper: Paper, subject: str) -> Cast:
    """Take a vote as it was sent, whatever cookie comes with it. Errors: Refused."""
    view, now = frame.page.campaign, previews.now(frame.page.campaign.id)
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, _subject(phase, subject))
    if token is None:
        raise Refused([Objection("form_expired")])
    known = None if request.form.get("address", "").strip() else within.voter_of(view, phase)
    return ballots.cast(
        view.id,
        phase.id,
        paper,
        voter=known or voters.voter_of(view, phase, token, now, shared=True),
        idempotency_key=token.key,
        # Nothing here would keep the voter's own number until the receipt is looked at.
        nonce_commitment=commitment(secrets.token_hex(16)),
        lang=frame.lang,
        trace=voters.trace_of(view, token, now),
        now=now,
        change=request.form.get("change") == "1",
    )


def onward(frame: Frame, phase: PhaseView, answer: Cast) -> str:
    """Where a vote that was taken leads: to the code, or to its end."""
    if answer.outcome is Outcome.PENDING:
        assert answer.confirmation_id is not None
        signed = confirming.sign(frame.page.campaign.id, answer.confirmation_id)
        return within.address(frame, "widget_check", signed=signed, did="vote")
    return end(frame, phase, answer.ballot_id, voter=within.given(), did="vote")


def end(frame: Frame, phase: PhaseView, ballot_id: UUID, *, voter: str = "", did: str = "") -> str:
    """Where one sees that a vote is in; `voter` may change it from there."""
    taken = voters.signed(frame.page.campaign, ballot_id)
    return within.address(frame, "widget_voted", position=phase.position, voter=voter, did=did, **{"in": taken})


def asking(frame: Frame, phase: PhaseView, subject: str, refused: Refused | None) -> dict[str, Any]:
    """What slip and paper share: their token, who votes, what was typed, what is wrong."""
    view, typed = frame.page.campaign, request.form.get("address", "")
    known = not typed.strip() and within.voter_of(view, phase) is not None
    return {
        "token": form_tokens.issue(PURPOSE, view.id, _subject(phase, subject)),
        "share_code": shares.came_by(view),
        "voter": within.given() if known else "",
        "address": typed,
        "rule": voters.rule(frame.lang, phase),
        "shut": votes.shut(frame.page, phase),
        "wrong": errors.sentences(refused.objections, FIELDS) if refused else {},
        **votes.terms(frame.page, phase),
    }


def changes(frame: Frame, phase: PhaseView) -> str:
    """Where one changes what one has said; empty where that cannot be, or nobody knows any more who did."""
    view = frame.page.campaign
    now = moment_of(phase.plan, previews.now(view.id)) is Moment.NOW and votes.current(view, previews.now(view.id))
    if now != phase or not phase.rules.changes or within.voter_of(view, phase) is None:
        return ""
    name = "widget_again" if phase.rules.method is Method.ONE else "widget_paper"
    return within.address(frame, name, voter=within.given())


def _subject(phase: PhaseView, subject: str) -> str:
    return f"{phase.id.hex}:{subject}"
