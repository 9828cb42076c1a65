"""Single sign-on: a provider is set at the desk, a vote waits for its voter to sign on, and then counts.

The vote is received before its voter leaves for the provider, and kept by their own browser, sealed: nothing of it is
stored until somebody has signed on. Nobody's address is asked for but where domains decide, and none is kept. No
connection to the database is held while a provider is asked.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contest import sign_on as providers
from contest import vault
from contest.db import reading, transaction
from contest.models import Campaign, SignOn
from contest.queries import sign_on as queries
from contest.rules import sign_on as rules
from contest.rules.ballots import Cast, SignedOnVoter
from contest.rules.objections import Objection, Refused
from contest.rules.sign_on import ProviderSettings, Waiting
from contest.services import audit, ballots, keys, limits
from contest.sign_on import Client, Coming, Failed, Fault, Identity, Looked

log = logging.getLogger(__name__)
# So often may one vote come back from a provider within an hour.
TRIES, STRETCH = 10, 3600
# How many that came back are remembered, and how long (s) a second press waits for the first one's answer.
MOST_KEPT, WAITS = 2000, 30
# What a voter reads of a fault; what is wrong with the settings they cannot mend.
SAID = {
    Fault.UNREACHABLE: "sign_on_unreachable",
    Fault.PRIVATE: "sign_on_misset",
    Fault.UNFIT: "sign_on_misset",
    Fault.MISSET: "sign_on_misset",
    Fault.SPENT: "sign_on_spent",
    Fault.UNTRUSTED: "sign_on_untrusted",
    Fault.NOT_INVITED: "sign_on_not_invited",
}
# And what staff read, who can.
TOLD = {
    Fault.UNREACHABLE: "sign_on_try_unreachable",
    Fault.PRIVATE: "sign_on_try_private",
    Fault.UNFIT: "sign_on_try_unfit",
    Fault.MISSET: "sign_on_try_misset",
}


class Arrivals:
    """Who came back lately, by the vote, the state and the code: a code is spent by its first use.

    A second press that is sent at once, or again since its answer was lost, gets the first one's answer. In this
    process and for a while: elsewhere and later one signs on once more, and nothing counts twice either.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str, str], tuple[float, Future[Identity]]] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, key: tuple[str, str, str], ask: Callable[[], Identity]) -> Identity:
        """The answer to `ask`, which is asked once; one that failed is asked again. Errors: what it raises."""
        now = time.monotonic()
        with self._lock:
            known = self._known.get(key)
            mine: Future[Identity] | None = None
            if known is None or now - known[0] > rules.PROVEN.total_seconds():
                mine = Future()
                self._known[key] = (now, mine)
                while len(self._known) > MOST_KEPT:
                    self._known.popitem(last=False)
        if mine is None:
            assert known is not None
            return known[1].result(WAITS)
        try:
            mine.set_result(ask())
        except BaseException as error:
            with self._lock:
                self._known.pop(key, None)
            mine.set_exception(error)
            raise
        return mine.result()


arrivals = Arrivals()


def set_up(campaign_id: UUID, wanted: ProviderSettings, *, secret: str, strict: bool, by: UUID, now: datetime) -> None:
    """Say with which provider voters sign on. An empty `secret` leaves the one there is; `strict` as in production.

    Errors: LookupError; Refused as `rules.sign_on.objections`, and answer_missing (`secret`) where there is none yet.
    """
    with transaction() as session:
        if session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True) is None:
            raise LookupError(campaign_id)
        row = session.get(SignOn, campaign_id)
        known = queries.provider(campaign_id)
        stands = known.settings if known else None
        reasons = list(rules.objections(wanted, stands=stands, begun=queries.begun(campaign_id), strict=strict))
        if row is None and not secret:
            reasons.append(Objection("answer_missing", "secret"))
        if len(secret) > rules.LONGEST_ADDRESS:
            reasons.append(Objection("answer_too_long", "secret", {"most": rules.LONGEST_ADDRESS}))
        if reasons:
            raise Refused(reasons)
        if wanted == stands and not secret:
            return
        if row is None:
            row = SignOn(campaign_id=campaign_id, secret_sealed=b"")
            session.add(row)
        row.name, row.issuer, row.client_id = wanted.name, wanted.issuer, wanted.client_id
        row.domains, row.changed_at = list(wanted.domains), now
        if secret:
            row.secret_sealed = keys.seal_secret(campaign_id, secret)
        details = {"name": wanted.name, "issuer": wanted.issuer, "domains": list(wanted.domains)}
        details |= {"secret": "renewed"} if secret else {}
        audit.record(
            "sign_on.changed", by=audit.staff(by), now=now, campaign=campaign_id, ref=campaign_id, details=details
        )


def client_of(campaign_id: UUID, *, callback: str, strict: bool) -> Client:
    """What this campaign is to its provider. Errors: Refused with sign_on_misset where none is set."""
    known = queries.provider(campaign_id)
    if known is None:
        raise Refused([Objection("sign_on_misset")])
    try:
        secret = keys.open_secret(campaign_id, known.secret_sealed)
    except (KeyError, vault.Broken):
        raise Refused([Objection("sign_on_misset")]) from None
    of = known.settings
    return Client(of.issuer, of.client_id, secret, callback=callback, domains=of.domains, strict=strict)


def look(client: Client) -> Looked:
    """Ask the provider whether voters could be sent there. Errors: Refused with what staff can do about it."""
    reading().commit()
    try:
        return providers.look(client)
    except Failed as failed:
        key = TOLD.get(failed.fault, TOLD[Fault.UNFIT])
        raise Refused([Objection(key, facts={"detail": failed.detail[:200]})]) from failed


def coming(trip: str, state: str) -> Coming:
    """What a vote's voter is sent off with, and known by again: derived from the vote's own word, stored nowhere."""
    return Coming(state, *(vault.mac(trip.encode(), purpose, state) for purpose in ("nonce", "verifier")))


def leave(client: Client, trip: str, state: str, *, lang: str, anew: bool = False) -> str:
    """The provider's address to which a voter leaves; `anew` for another account. Errors: Refused."""
    reading().commit()
    try:
        return providers.address(client, coming(trip, state), lang=lang, anew=anew)
    except Failed as failed:
        raise _refused(client, failed) from failed


def arrive(
    campaign_id: UUID, waiting: Waiting, client: Client, *, state: str, said: Mapping[str, str], now: datetime
) -> Waiting:
    """The vote again, now with its voter, who came back with what the provider `said` (`code`, perhaps `iss`).

    Errors: Limited; Refused with sign_on_unreachable, sign_on_misset, sign_on_spent, sign_on_untrusted,
    sign_on_not_invited: the vote waits on, and may be signed on for again.
    """
    limits.require(("sign-on", waiting.trip), limit=TRIES, seconds=STRETCH, now=now)
    reading().commit()
    code = said.get("code", "")
    try:
        found = arrivals.once(
            (waiting.trip, state, code),
            lambda: providers.identity(client, coming(waiting.trip, state), code, now=now, issuer=said.get("iss", "")),
        )
    except Failed as failed:
        raise _refused(client, failed) from failed
    voter_key = keys.sign_on_key(campaign_id, found.issuer, found.subject)
    return replace(waiting, voter_key=voter_key, proven_at=now)


def cast(campaign_id: UUID, waiting: Waiting, *, change: bool, now: datetime) -> Cast:
    """Count the vote of somebody who has just signed on; as `ballots.cast`. Errors: Refused, sign_on_over too."""
    if not waiting.proven(now):
        raise Refused([Objection("sign_on_over")])
    return ballots.cast(
        campaign_id,
        waiting.phase,
        waiting.paper,
        voter=SignedOnVoter(waiting.voter_key, waiting.received),
        idempotency_key=waiting.idempotency_key,
        nonce_commitment=waiting.nonce_commitment,
        lang=waiting.lang,
        trace=waiting.trace,
        now=now,
        change=change,
    )


def _refused(client: Client, failed: Failed) -> Refused:
    """What a voter reads; what there is to mend stands in the log."""
    log.warning("sign-on with %s: %s", client.issuer, failed)
    domains = ", ".join(f"@{domain}" for domain in client.domains)
    return Refused([Objection(SAID[failed.fault], facts={"domains": domains})])
