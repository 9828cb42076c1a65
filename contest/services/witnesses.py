"""Witnesses: people outside the house who are mailed the signed heads, so that nobody inside can change what was."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from contest.db import new_id, transaction
from contest.models import Campaign, Witness
from contest.queries import witnesses
from contest.queries.witnesses import MOST
from contest.rules import mailboxes
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys, outbox

LONGEST_NAME = 80
# A head signed within this time is still told; a worker that stood still for longer tells the next one.
LATELY = timedelta(days=2)


def add(campaign_id: UUID, *, name: str, address: str, lang: str, by: UUID, now: datetime) -> UUID:
    """Have somebody mailed the heads of this campaign's votes; the same address again is the same witness.

    Errors: LookupError; Refused with answer_missing and answer_too_long (`name`), address_malformed and the like
    (`address`), too_many_witnesses.
    """
    tidy = name.strip()
    reasons = list(mailboxes.objections(address))
    if not tidy:
        reasons.append(Objection("answer_missing", "name"))
    elif len(tidy) > LONGEST_NAME:
        reasons.append(Objection("answer_too_long", "name", {"most": LONGEST_NAME}))
    if reasons:
        raise Refused(reasons)
    mac = keys.voter_key(campaign_id, mailboxes.canonical(address))
    with transaction() as session:
        if session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True) is None:
            raise LookupError(campaign_id)
        here = Witness.campaign_id == campaign_id
        known = session.scalar(select(Witness.id).where(here, Witness.address_mac == mac))
        if known is not None:
            return known
        if session.execute(select(func.count()).where(here)).scalar_one() >= MOST:
            raise Refused([Objection("too_many_witnesses", facts={"most": MOST})])
        row = Witness(
            campaign_id=campaign_id,
            id=new_id(),
            name=tidy,
            address_sealed=keys.seal_address(campaign_id, mailboxes.tidy(address)),
            address_mac=mac,
            lang=lang,
            added_at=now,
        )
        session.add(row)
        details = {"name": tidy}
        audit.record("witness.added", by=audit.staff(by), now=now, campaign=campaign_id, ref=row.id, details=details)
        return row.id


def remove(campaign_id: UUID, witness_id: UUID, *, by: UUID, now: datetime) -> None:
    """Mail them no more, and forget the address; gone already is gone."""
    with transaction() as session:
        row = session.get(Witness, (campaign_id, witness_id), with_for_update=True)
        if row is not None:
            details = {"name": row.name}
            session.delete(row)
            audit.record(
                "witness.removed",
                by=audit.staff(by),
                now=now,
                campaign=campaign_id,
                ref=witness_id,
                details=details,
            )


def tell(now: datetime) -> int:
    """Queue the mails that are owed: one a day while a vote goes on, one once its end is under a head; how many."""
    found = witnesses.owed(now - LATELY)
    for one in found:
        stretch = "end" if one.final else now.date().isoformat()
        outbox.queue(
            "mail.witness",
            dedupe_key=f"witness:{one.witness_id.hex}:{one.phase_id.hex}:{stretch}",
            now=now,
            ids={"witness": one.witness_id.hex, "phase": one.phase_id.hex},
            lang=one.lang,
            campaign=one.campaign_id,
            lane=outbox.Lane.REST,
        )
    return len(found)
