"""Who is voting, as far as a request tells: an address or a code typed now, a remembered participant, a browser."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from contest import vault
from contest.queries import ballots as ballot_queries
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules import codes as code_rules
from contest.rules import mailboxes
from contest.rules.ballots import (
    IN_PLACE,
    BallotState,
    BrowserVoter,
    Cast,
    CodeVoter,
    ConfirmedVoter,
    Trace,
    UnconfirmedVoter,
    Voter,
)
from contest.rules.eligibility import Who
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Paper
from contest.services import codes, keys, traces
from contest.web import access, mine, shares
from contest.web.form_tokens import FormToken
from contest.words import eligibility as words

T = TypeVar("T")
# What a slip asks of its voter; what is wrong with one of these stands beside it.
FIELDS = ("code", "address")
REMEMBERED_SECONDS = 90 * 24 * 3600
# After a vote with a code or a sign-on nobody is remembered: for so long its own address shows that it is in.
SHOWN_SECONDS = 3600


@dataclass(frozen=True)
class Address:
    """A typed address in the two forms in which it is stored."""

    voter_key: str
    sealed: bytes


def address_of(campaign: CampaignView, typed: str, field: str = "address") -> Address:
    """A typed address. Errors: Refused with address_missing or address_malformed."""
    try:
        canonical = mailboxes.canonical(typed)
    except ValueError:
        raise Refused([Objection("address_malformed" if typed.strip() else "address_missing", field)]) from None
    return Address(keys.voter_key(campaign.id, canonical), keys.seal_address(campaign.id, mailboxes.tidy(typed)))


def voter_of(
    campaign: CampaignView, phase: PhaseView, token: FormToken, now: datetime, *, shared: bool = False
) -> Voter:
    """The voter of this request, by what the vote asks for. In a `shared` browser nobody is remembered.

    Where one signs on the voter is known only after the trip (`trips`). Errors: Refused with everything that is wrong
    at once.
    """
    who = phase.who
    if who is Who.BROWSER:
        return BrowserVoter(keys.browser_key(campaign.id, token.key if shared else _browser(token)))
    wrong: list[Objection] = []
    code = _read(lambda: _code(campaign), wrong) if who.asks_code else None
    voter = _read(lambda: _by_address(campaign, now, shared=shared), wrong) if who.asks_address else None
    if wrong:
        raise Refused(wrong)
    if code is not None:
        tried = codes.Try(request.remote_addr or "", token.key, token.age)
        holder = None if voter is None else voter.voter_key
        codes.admit(campaign.id, phase.id, code, tried=tried, voter_key=holder, now=now)
    if voter is None:
        assert code is not None, "a vote that asks for no address asks for a code"
        return CodeVoter(code)
    return replace(voter, code_key=code)


def known_by(phase: PhaseView, paper: Paper) -> str:
    """The hash of the cookie that alone says who votes here; empty where more is asked, or an address was."""
    plain = phase.who is Who.EMAIL and len(paper.choices) == 1
    cookie = mine.token() if plain and "address" not in request.form else ""
    return vault.token_hash(cookie) if cookie else ""


def place_of(campaign: CampaignView, phase: PhaseView, now: datetime) -> str | None:
    """The voter's key by which this browser is known in this vote; none for whoever votes with a code alone."""
    who = phase.who
    if who.asks_address:
        participant = mine.participant(campaign.id, now)
        return None if participant is None else participant.voter_key
    kept = request.cookies.get(access.voter_cookie(), "") if who is Who.BROWSER else ""
    return keys.browser_key(campaign.id, kept) if kept else None


def asking(
    campaign: CampaignView, phase: PhaseView, lang: str, now: datetime, *, shared: bool = False
) -> dict[str, Any]:
    """What a slip asks of its voter, with what was typed; `shared` as above."""
    who = phase.who
    other = "other" in request.args or "address" in request.form
    return {
        "who": who.value,
        "rule": words.rule(lang, who),
        "remembered": who.asks_address and not other and not shared and mine.participant(campaign.id, now) is not None,
        "completes": "off" if shared else "email",
        "address": request.form.get("address", ""),
        "code": request.form.get("code", "") or brought(),
    }


def rule(lang: str, phase: PhaseView) -> str:
    """Who may vote, and what that is worth."""
    return words.rule(lang, phase.who)


def brought() -> str:
    """The code that the address carries, from the QR code on a pack, as it is shown; empty without one."""
    code = code_rules.read_code(request.args.get("code", ""))
    return "" if code is None else code_rules.shown(code)


def carried(sign: str = "?") -> str:
    """What keeps that code in the addresses that lead on from here."""
    return f"{sign}code={brought()}" if brought() else ""


def onward(campaign: CampaignView, phase: PhaseView, cast: Cast) -> str:
    """What the address of the slip carries, where its voter is not remembered, so that it can show the vote is in."""
    if phase.who not in {Who.CODE, Who.SIGN_ON}:
        return ""
    return f"?in={signed(campaign, cast.ballot_id)}"


def signed(campaign: CampaignView, ballot_id: UUID) -> str:
    """A ballot's id, for the address that shows for a while that it was taken."""
    return _serializer(campaign.id).dumps(ballot_id.hex)


def just_cast(
    campaign: CampaignView, phase: PhaseView, *, seconds: int = SHOWN_SECONDS
) -> ballot_queries.ReceiptFacts | None:
    """The ballot of this vote that the address says was taken so many seconds ago at most; none that has gone since."""
    given = request.args.get("in", "")
    try:
        said = _serializer(campaign.id).loads(given, max_age=seconds) if given else ""
    except BadSignature:
        return None
    found = ballot_queries.ballot(campaign.id, UUID(hex=said)) if said else None
    stands = found is not None and found.phase_id == phase.id and found.state in IN_PLACE | {BallotState.PENDING}
    return found if stands else None


def remember(response: Response, phase: PhaseView, token: FormToken) -> Response:
    """Give this browser its cookie, in a vote in which it is the voter; the answer to a vote alone does."""
    if phase.who is Who.BROWSER:
        response.set_cookie(
            access.voter_cookie(),
            _browser(token),
            max_age=REMEMBERED_SECONDS,
            path="/",
            secure=current_app.config["SETTINGS"].secure_cookies,
            httponly=True,
            samesite="Lax",
        )
    return response


def trace_of(campaign: CampaignView, token: FormToken, now: datetime) -> Trace:
    """Where the vote came from, hashed."""
    return traces.trace_of(
        request.remote_addr or "",
        request.headers.get("User-Agent", ""),
        seconds_on_page=token.age,
        share_code=shares.counted_by(campaign),
        now=now,
        domain=_typed_domain(),
    )


def _typed_domain() -> str:
    """The domain of the address typed just now; nothing where none was, or it is none."""
    typed = request.form.get("address", "").strip()
    try:
        return mailboxes.domain_of(mailboxes.canonical(typed)) if typed else ""
    except ValueError:
        return ""


def _read(read: Callable[[], T], wrong: list[Objection]) -> T | None:
    try:
        return read()
    except Refused as refused:
        wrong.extend(refused.objections)
        return None


def _by_address(campaign: CampaignView, now: datetime, *, shared: bool) -> ConfirmedVoter | UnconfirmedVoter:
    """A remembered participant, unless the form asked for an address: whoever left that empty said "not you", too.

    Errors: Refused.
    """
    remembered = None if shared or "address" in request.form else mine.voter(campaign.id, now)
    if remembered is not None:
        return remembered
    address = address_of(campaign, request.form.get("address", ""))
    return UnconfirmedVoter(address.voter_key, address.sealed)


def _code(campaign: CampaignView) -> str:
    typed = request.form.get("code", "")
    code = code_rules.read_code(typed)
    if code is None:
        raise Refused([Objection("pack_code_malformed" if typed.strip() else "pack_code_missing", "code")])
    return keys.code_keys(campaign.id, [code])[0]


def _browser(token: FormToken) -> str:
    """What this browser's cookie holds, or will: the form's own random key, so that one form sent twice is one."""
    return request.cookies.get(access.voter_cookie(), "")[:64] or token.key


def _serializer(campaign_id: UUID) -> URLSafeTimedSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeTimedSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt=f"in {campaign_id}")
