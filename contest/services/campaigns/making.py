"""Making a campaign: bare, from a preset with a handful of answers, or after another one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from contest.db import new_id, reading, transaction
from contest.models import Campaign, CampaignText, Document, EntryNumber, Form, Visibility
from contest.queries import campaigns, phases
from contest.rules import mailboxes, presets, texts
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys, schedule
from contest.services.audit import Actor
from contest.services.schedule import PlannedPhase

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_BRAND = 60, 40
# What a copy of a campaign takes over besides its texts, phases and form.
COPIED = (
    *("default_language", "look", "entries_per_participant", "minimum_age", "promised_hours", "answer_hours"),
    *("merge_effect", "second_person", "two_announce", "public_decisions", "widgets_lead_on", "findings", "guidance"),
)
# Words that stand where a campaign's address stands.
TAKEN = frozenset(
    {"account", "audit", "campaigns", "desk", "embed", "mail", "media", "members", "new", "queue", "static"}
)


@dataclass(frozen=True)
class NewCampaign:
    """What a campaign starts with."""

    slug: str
    brand: str
    languages: tuple[str, ...]
    contact_address: str
    zone: str = "Europe/Brussels"
    preset: str = "crisps"


@dataclass(frozen=True)
class Answers:
    """What a manager answers to have a campaign from a preset; names and prizes by language."""

    new: NewCampaign
    begins: date | None
    names: Mapping[str, str] = field(default_factory=dict)
    prizes: Mapping[str, str] = field(default_factory=dict)


def create(new: NewCampaign, *, by: Actor, now: datetime) -> UUID:
    """Make a campaign as a draft, with its keys and its first form. Errors: Refused `slug_malformed`, `slug_taken`."""
    reasons = _about_address(new.slug)
    if reasons:
        raise Refused(reasons)
    with transaction() as session:
        preset = presets.preset(new.preset)
        campaign_id = new_id()
        session.add(
            Campaign(
                id=campaign_id,
                slug=new.slug,
                share_key=campaigns.next_share_key(),
                brand=new.brand,
                zone=new.zone,
                languages=list(new.languages),
                default_language=new.languages[0],
                visibility=Visibility.DRAFT,
                look=dict(preset.look),
                entries_per_participant=preset.entries_per_participant,
                minimum_age=preset.minimum_age,
                promised_hours=preset.promised_hours,
                contact_address=new.contact_address,
                created_at=now,
            )
        )
        session.flush()
        session.add(EntryNumber(campaign_id=campaign_id, next=1))
        session.add(Form(campaign_id=campaign_id, version=1, definition=preset.form, created_at=now))
        keys.make(campaign_id, now=now)
        audit.record("campaign.created", by=by, now=now, campaign=campaign_id, ref=campaign_id)
        return campaign_id


def create_from_preset(answers: Answers, *, by: Actor, now: datetime) -> UUID:
    """Make a draft that is written, dated and dressed as its preset says; its id.

    The first phase opens at nine in the morning of `begins`, in the campaign's zone. Errors: Refused with
    field_missing, field_too_long, answer_too_long, address_malformed, slug_malformed, slug_taken,
    moment_invalid, begins_too_early, languages_missing, by field (`name_<lang>`, `prize_<lang>`).
    """
    with transaction() as session:
        reasons = _about_answers(answers, now)
        if reasons or answers.begins is None:
            raise Refused(reasons)
        new = answers.new
        preset = presets.preset(new.preset)
        campaign_id = create(new, by=by, now=now)
        opens = datetime.combine(answers.begins, time(9), tzinfo=ZoneInfo(new.zone))
        # By the zone's wall clock, so that nine stays nine when the clocks change.
        planned = [
            PlannedPhase(stage.kind, opens + stage.after, opens + stage.after + stage.lasts, stage.settings)
            for stage in preset.stages
        ]
        schedule.plan(campaign_id, planned, now=now)
        imprints = _imprints(new.brand, campaign_id)
        for lang in new.languages:
            known = {"imprint": imprints[lang]} if lang in imprints else {}
            for name, text in (_first_texts(answers, lang) | known).items():
                session.add(CampaignText(campaign_id=campaign_id, lang=lang, field=name, text=text, changed_at=now))
        return campaign_id


def copy(source_id: UUID, *, slug: str, begins: date | None, by: Actor, now: datetime) -> UUID:
    """Make a draft after another campaign: settings, texts, form, documents, look, and the phases from another day.

    What people sent stays where it is, and so do logo and large picture. Errors: LookupError; Refused with
    slug_malformed, slug_taken, moment_invalid, begins_too_early.
    """
    with transaction() as session:
        source = session.get(Campaign, source_id)
        if source is None:
            raise LookupError(source_id)
        reasons = [*_about_address(slug), *_about_day(begins, now, source.zone)]
        if reasons or begins is None:
            raise Refused(reasons)
        form = campaigns.form(source_id)
        new = NewCampaign(
            slug,
            source.brand,
            tuple(source.languages),
            source.contact_address,
            source.zone,
            form.definition["preset"] if form else NewCampaign.preset,
        )
        campaign_id = create(new, by=by, now=now)
        made = session.get_one(Campaign, campaign_id)
        for name in COPIED:
            setattr(made, name, getattr(source, name))
        if form is not None:
            session.get_one(Form, (campaign_id, 1)).definition = form.definition
        _copy_phases(source_id, campaign_id, begins, source.zone, now)
        for lang, said in campaigns.texts(source_id).items():
            for name, text in said.items():
                session.add(CampaignText(campaign_id=campaign_id, lang=lang, field=name, text=text, changed_at=now))
        _copy_documents(source_id, campaign_id, source.languages, now)
        return campaign_id


def _copy_phases(source_id: UUID, campaign_id: UUID, begins: date, zone: str, now: datetime) -> None:
    """The phases as far apart as they were by the wall clock, the first one on another day; positions as they are."""
    rows = phases.schedule(source_id)
    if not rows:
        return
    days = begins - rows[0].opens.astimezone(ZoneInfo(zone)).date()
    moved = [
        PlannedPhase(row.kind, _moved(row.opens, days, zone), _moved(row.closes, days, zone), row.settings)
        for row in rows
    ]
    schedule.plan(campaign_id, moved, positions=[row.position for row in rows], now=now)


def _copy_documents(source_id: UUID, campaign_id: UUID, languages: list[str], now: datetime) -> None:
    with transaction() as session:
        for kind in presets.DOCUMENTS:
            for lang in languages:
                document = campaigns.document(source_id, kind, lang)
                if document is not None:
                    session.add(
                        Document(
                            campaign_id=campaign_id,
                            kind=kind,
                            version=1,
                            lang=lang,
                            body=document.body,
                            correction=False,
                            published_at=now,
                        )
                    )


def _moved(moment: datetime, days: timedelta, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)) + days


def facts_of(answers: Answers, lang: str) -> dict[str, str]:
    """What stands in the places of a preset's texts, in one language."""
    preset = presets.preset(answers.new.preset)
    return {
        "brand": answers.new.brand,
        "name": answers.names[lang].strip(),
        "prize": answers.prizes[lang].strip(),
        "contact": answers.new.contact_address,
        "age": str(preset.minimum_age),
        "entries": str(preset.entries_per_participant),
    }


def _first_texts(answers: Answers, lang: str) -> dict[str, str]:
    """A language's texts: the preset's with the answers in their places, the name, the prize."""
    preset, facts = presets.preset(answers.new.preset), facts_of(answers, lang)
    first, second = texts.two_lines(facts["name"])
    written = {name: presets.filled(text, facts) for name, text in preset.texts[lang].items()}
    return written | {
        "name": facts["name"],
        "title_first": first,
        "title_second": second,
        "prize_first": facts["prize"],
    }


def _imprints(brand: str, but: UUID) -> dict[str, str]:
    """By language: who stands behind the newest other campaign of the same brand, in its own words."""
    rows = reading().execute(
        select(CampaignText.lang, CampaignText.text)
        .join(Campaign, Campaign.id == CampaignText.campaign_id)
        .where(Campaign.brand == brand, Campaign.id != but, CampaignText.field == "imprint", CampaignText.text != "")
        .order_by(Campaign.created_at)
    )
    return {row.lang: row.text for row in rows}


def _about_answers(answers: Answers, now: datetime) -> list[Objection]:
    new = answers.new
    found = [] if new.languages else [Objection("languages_missing", "languages")]
    for lang in new.languages:
        for place, given, longest in (("name", answers.names, 40), ("prize", answers.prizes, 40)):
            text = given.get(lang, "").strip()
            if not text:
                found.append(Objection("field_missing", f"{place}_{lang}"))
            elif len(text) > longest:
                found.append(Objection("answer_too_long", f"{place}_{lang}", {"most": longest}))
    if not new.brand.strip():
        found.append(Objection("field_missing", "brand"))
    elif len(new.brand.strip()) > LONGEST_BRAND:
        found.append(Objection("field_too_long", "brand", {"longest": LONGEST_BRAND}))
    found += mailboxes.objections(new.contact_address, "contact_address")
    # Without a name there is none to make an address from, and that is said once.
    about_address = _about_address(new.slug) if new.slug or any(answers.names.values()) else []
    return [*found, *_about_day(answers.begins, now, new.zone), *about_address]


def _about_day(begins: date | None, now: datetime, zone: str) -> list[Objection]:
    if begins is None:
        return [Objection("moment_invalid", "begins")]
    return [Objection("begins_too_early", "begins")] if begins <= now.astimezone(ZoneInfo(zone)).date() else []


def _about_address(slug: str) -> list[Objection]:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG or slug in TAKEN:
        return [Objection("slug_malformed", "slug")]
    return [Objection("slug_taken", "slug")] if campaigns.id_of(slug) is not None else []
