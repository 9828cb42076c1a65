"""Looking at a version of an idea: its facts gathered, the checks asked, what they notice written down."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from contest.db import new_id, reading, transaction
from contest.models import Entry, Finding, PicturePrint, TextPrint
from contest.queries import findings as queries
from contest.rules import findings as rules
from contest.rules.findings import URGENT, Facts, copies
from contest.rules.findings.marking import texts_of
from contest.services.findings import queueing

AT_ONCE = 50
LONGEST_PLACE = 120


def look(campaign_id: UUID, entry_id: UUID, version: int, *, now: datetime) -> int:
    """Write down what the checks notice about a version, if it is still the latest; how many findings it has.

    Again it is as if looked at once: what moderators said of a finding stays.
    """
    entry = reading().get(Entry, (campaign_id, entry_id), populate_existing=True)
    answers = queries.version_of(campaign_id, entry_id, version)
    if entry is None or answers is None or entry.version != version:
        return 0
    settings = queries.settings_of(campaign_id)
    shots = queries.shots(campaign_id, entry_id, version, entry.picture_id)
    from_source, people = queries.from_source(campaign_id, entry_id)
    facts = Facts(
        lang=entry.lang,
        texts=texts_of(answers),
        competitors=settings.competitors,
        watched=settings.watched,
        allowed=settings.allowed,
        copies=queries.text_copies(campaign_id, entry_id, entry.folded),
        picture_copies=queries.picture_copies(campaign_id, entry_id, [shape for _, shape, _ in shots]),
        pictures=tuple(shot for _, _, shot in shots),
        from_source=from_source,
        people=people,
    )
    found = rules.look(facts, settings.off)
    with transaction() as session:
        latest = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if latest is None or latest.version != version:
            return 0
        _write(campaign_id, entry_id, version, found, now)
        _print(campaign_id, entry_id, latest.folded, [picture for picture, _, _ in shots])
        weigh(latest)
        return len(found)


def look_again(campaign_id: UUID, began: str, after: tuple[datetime, UUID] | None, *, now: datetime) -> int:
    """Look at a portion of what waits, and have the rest looked at next; how many were looked at."""
    portion = queries.waiting_after(campaign_id, after, AT_ONCE)
    for entry_id, version, _ in portion:
        look(campaign_id, entry_id, version, now=now)
    if len(portion) == AT_ONCE:
        with transaction():
            queueing.queue_again(campaign_id, now=now, began=began, after=(portion[-1][2], portion[-1][0]))
    return len(portion)


def weigh(entry: Entry) -> None:
    """How much an idea's findings weigh, and whether it goes first: without those that were wrong.

    In the caller's transaction, on a locked row.
    """
    with transaction() as session:
        session.flush()
        weights = session.scalars(
            select(Finding.weight).where(
                Finding.campaign_id == entry.campaign_id,
                Finding.entry_id == entry.id,
                Finding.version == entry.version,
                Finding.is_right.is_not(False),
            )
        ).all()
        entry.attention = rules.attention(weights)
        entry.lane = 0 if entry.hidden_at is not None or max(weights, default=0) >= URGENT else 1


def _write(campaign_id: UUID, entry_id: UUID, version: int, found: Sequence[rules.Finding], now: datetime) -> None:
    """Add what is new, take out what is noticed no more and nobody judged."""
    places = {(one.rule.value, _place(one)): one for one in found}
    of_version = Finding.campaign_id == campaign_id, Finding.entry_id == entry_id, Finding.version == version
    with transaction() as session:
        known = {(row.rule, row.place): row for row in session.scalars(select(Finding).where(*of_version))}
        for key, row in known.items():
            if key not in places and row.is_right is None:
                session.delete(row)
        session.add_all(
            Finding(
                campaign_id=campaign_id,
                id=new_id(),
                entry_id=entry_id,
                version=version,
                rule=rule,
                place=place,
                weight=one.weight,
                field=one.field,
                starts=one.start,
                ends=one.end,
                facts=dict(one.facts),
                found_at=now,
            )
            for (rule, place), one in places.items()
            if (rule, place) not in known
        )


def _place(finding: rules.Finding) -> str:
    """What tells a finding from others of its rule: where it stands, or what it is about."""
    about = finding.facts.get("entry", finding.facts.get("kind", ""))
    return f"{finding.field}:{finding.start}-{finding.end}:{about}"[:LONGEST_PLACE]


def _print(campaign_id: UUID, entry_id: UUID, folded: str, pictures: Sequence[UUID]) -> None:
    """Keep by what later ideas are compared with this one."""
    bands = copies.bands(folded)
    with transaction() as session:
        of_entry = TextPrint.campaign_id == campaign_id, TextPrint.entry_id == entry_id
        session.execute(delete(TextPrint).where(*of_entry))
        if bands:
            kept = {f"b{place}": band for place, band in enumerate(bands, start=1)}
            session.add(TextPrint(campaign_id=campaign_id, entry_id=entry_id, **kept))
        of_them = PicturePrint.campaign_id == campaign_id, PicturePrint.picture_id.in_(pictures)
        session.execute(update(PicturePrint).where(*of_them).values(entry_id=entry_id))
