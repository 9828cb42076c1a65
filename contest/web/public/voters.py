"""Who is voting, as far as a request tells: a remembered participant, or an address typed just now."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from contest.queries.campaigns import CampaignView
from contest.rules import mailboxes
from contest.rules.ballots import ConfirmedVoter, Trace, UnconfirmedVoter
from contest.rules.objections import Objection, Refused
from contest.rules.suspicion.disposable import domain_of
from contest.services import keys, traces
from contest.web import mine, shares
from contest.web.form_tokens import FormToken


@dataclass(frozen=True)
class Address:
    """A typed address in the two forms in which it is stored."""

    voter_key: str
    sealed: bytes


def address_of(campaign: CampaignView, typed: str, field: str = "address") -> Address:
    """A typed address. Errors: Refused `address_malformed`."""
    try:
        canonical = mailboxes.canonical(typed)
    except ValueError:
        raise Refused([Objection("address_malformed", field)]) from None
    return Address(keys.voter_key(campaign.id, canonical), keys.seal_address(campaign.id, typed.strip()))


def voter_of(campaign: CampaignView, now: datetime) -> ConfirmedVoter | UnconfirmedVoter:
    """The voter of this request; "not you?" sends an address along, which then counts. Errors: Refused."""
    typed = request.form.get("address", "").strip()
    remembered = None if typed else mine.voter(campaign.id, now)
    if remembered is not None:
        return remembered
    address = address_of(campaign, typed)
    return UnconfirmedVoter(address.voter_key, address.sealed)


def trace_of(campaign: CampaignView, token: FormToken, now: datetime) -> Trace:
    """Where the vote came from, hashed."""
    return traces.trace_of(
        request.remote_addr or "",
        request.user_agent.string,
        seconds_on_page=token.age,
        share_code=shares.came_by(campaign),
        now=now,
        domain=_typed_domain(),
    )


def _typed_domain() -> str:
    """The domain of the address typed just now; nothing where none was, or it is none."""
    typed = request.form.get("address", "").strip()
    try:
        return domain_of(mailboxes.canonical(typed)) if typed else ""
    except ValueError:
        return ""
