"""Campaigns: made, written, dressed, published."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.db import new_id, transaction
from contest.models import Campaign, CampaignText, Document, EntryNumber, Form, Visibility
from contest.queries import campaigns
from contest.rules import presets
from contest.rules import texts as rules
from contest.rules.objections import Objection, Refused
from contest.services import audit, cards, keys
from contest.services.audit import Actor

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class NewCampaign:
    """What a campaign starts with."""

    slug: str
    brand: str
    languages: tuple[str, ...]
    contact_address: str
    zone: str = "Europe/Brussels"
    preset: str = "crisps"


def create(new: NewCampaign, *, by: Actor, now: datetime) -> UUID:
    """Make a campaign as a draft, with its keys and its first form. Errors: Refused `slug_malformed`, `slug_taken`."""
    if not SLUG.fullmatch(new.slug):
        raise Refused([Objection("slug_malformed", "slug")])
    with transaction() as session:
        if campaigns.by_slug(new.slug, new.languages[0]) is not None:
            raise Refused([Objection("slug_taken", "slug")])
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
                contact_address=new.contact_address,
                created_at=now,
            )
        )
        session.flush()
        session.add(EntryNumber(campaign_id=campaign_id, next=1))
        session.add(Form(campaign_id=campaign_id, version=1, definition=presets.form(new.preset), created_at=now))
        keys.make(campaign_id, now=now)
        audit.record("campaign.created", by=by, now=now, campaign=campaign_id, ref=campaign_id)
        return campaign_id


def set_texts(campaign_id: UUID, lang: str, texts: dict[str, str], *, by: Actor, now: datetime) -> list[str]:
    """Write texts of one language; answers the fields that changed.

    Errors: Refused with text_unknown, text_too_long, text_missing (a public campaign stays complete), by field.
    """
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        positions = [phase.position for phase in campaigns.schedule(campaign_id)]
        objections = rules.check(texts, positions, complete=campaign.visibility is not Visibility.DRAFT)
        if lang not in campaign.languages:
            objections.append(Objection("language_not_declared"))
        if objections:
            raise Refused(objections)
        changed = [field for field, text in texts.items() if _write(campaign_id, lang, field, text.strip(), now)]
        if changed:
            details = {"lang": lang, "fields": sorted(changed)}
            audit.record(
                "campaign.texts_changed",
                by=by,
                now=now,
                campaign=campaign_id,
                ref=campaign_id,
                details=details,
            )
        if cards.TEXTS & set(changed):
            cards.campaign_changed(campaign_id, now=now)
        return changed


def publish_document(
    campaign_id: UUID, kind: str, bodies: dict[str, str], *, correction: bool, by: Actor, now: datetime
) -> int:
    """Publish a new version of a document in every declared language; answers its number.

    Errors: Refused `document_language_missing`, by language.
    """
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        missing = [lang for lang in campaign.languages if not bodies.get(lang, "").strip()]
        if missing:
            raise Refused([Objection("document_language_missing", lang) for lang in missing])
        version = campaigns.document_version(campaign_id, kind) + 1
        for lang in campaign.languages:
            session.add(
                Document(
                    campaign_id=campaign_id,
                    kind=kind,
                    version=version,
                    lang=lang,
                    body=bodies[lang].strip(),
                    correction=correction,
                    published_at=now,
                )
            )
        details = {"kind": kind, "version": version, "correction": correction}
        audit.record("document.published", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)
        return version


def set_look(campaign_id: UUID, changes: dict[str, Any], *, by: Actor, now: datetime) -> None:
    """Change colours (`look`), or the logo and hero pictures (`logo_picture_id`, `hero_picture_id`)."""
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        for name in ("look", "logo_picture_id", "hero_picture_id"):
            if name in changes:
                setattr(campaign, name, changes[name])
        cards.campaign_changed(campaign_id, now=now)
        details = {"changed": sorted(changes)}
        audit.record("campaign.look_changed", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)


def publish(campaign_id: UUID, *, by: Actor, now: datetime) -> None:
    """Open a campaign to the public, when every text is there in every language; twice is once.

    Errors: Refused with text_missing for each language and field that is empty.
    """
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        if campaign.visibility is Visibility.PUBLIC:
            return
        positions = [phase.position for phase in campaigns.schedule(campaign_id)]
        missing = rules.missing(campaigns.texts(campaign_id), campaign.languages, positions)
        if missing:
            raise Refused([Objection("text_missing", f"{lang}.{field}") for lang, field in missing])
        campaign.visibility = Visibility.PUBLIC
        cards.campaign_changed(campaign_id, now=now)
        audit.record("campaign.published", by=by, now=now, campaign=campaign_id, ref=campaign_id)


def _write(campaign_id: UUID, lang: str, field: str, text: str, now: datetime) -> bool:
    with transaction() as session:
        row = session.get(CampaignText, (campaign_id, lang, field))
        if row is None:
            if text:
                session.add(CampaignText(campaign_id=campaign_id, lang=lang, field=field, text=text, changed_at=now))
            return bool(text)
        if row.text == text:
            return False
        row.text, row.changed_at = text, now
        return True
