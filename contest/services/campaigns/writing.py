"""What a campaign says: its texts, and the versions of its documents."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.models import Campaign, CampaignText, Document, Visibility
from contest.queries import campaigns, phases
from contest.rules import texts as rules
from contest.rules.objections import Objection, Refused
from contest.services import audit, cards
from contest.services.audit import Actor

LONGEST_DOCUMENT = 60_000


def set_texts(
    campaign_id: UUID, written: Mapping[str, Mapping[str, str]], *, by: Actor, now: datetime
) -> dict[str, list[str]]:
    """Write texts (language -> field -> text); answers the fields that changed, by language.

    Errors: Refused with text_unknown, answer_too_long, account_malformed, text_missing (a public campaign stays
    complete) and language_not_declared, by `<field>_<lang>`; then nothing is written.
    """
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        positions = [phase.position for phase in phases.schedule(campaign_id)]
        complete = campaign.visibility is not Visibility.DRAFT
        objections = [
            Objection(against.key, f"{against.field}_{lang}", against.facts)
            for lang, texts in written.items()
            for against in rules.check(texts, positions, complete=complete)
        ]
        objections += [Objection("language_not_declared", lang) for lang in written if lang not in campaign.languages]
        if objections:
            raise Refused(objections)
        changed = {
            lang: fields
            for lang, texts in written.items()
            if (fields := [name for name, text in texts.items() if _write(campaign_id, lang, name, text.strip(), now)])
        }
        for lang, fields in changed.items():
            details = {"lang": lang, "fields": sorted(fields)}
            audit.record(
                "campaign.texts_changed",
                by=by,
                now=now,
                campaign=campaign_id,
                ref=campaign_id,
                details=details,
            )
        if cards.TEXTS & {name for fields in changed.values() for name in fields}:
            cards.campaign_changed(campaign_id, now=now)
        return changed


def publish_document(
    campaign_id: UUID, kind: str, bodies: Mapping[str, str], *, correction: bool, by: Actor, now: datetime
) -> int:
    """Publish a new version of a document in every declared language; answers its number.

    What says the same as the version in force is that version. Errors: Refused `document_language_missing`,
    `document_too_long`, by language.
    """
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        reasons = _about_bodies(bodies, campaign.languages)
        if reasons:
            raise Refused(reasons)
        version = campaigns.document_version(campaign_id, kind) + 1
        there = {lang: campaigns.document(campaign_id, kind, lang) for lang in campaign.languages}
        if all(row is not None and row.body == bodies[lang].strip() for lang, row in there.items()):
            return version - 1
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


def _about_bodies(bodies: Mapping[str, str], languages: list[str]) -> list[Objection]:
    found = []
    for lang in languages:
        body = bodies.get(lang, "").strip()
        if not body:
            found.append(Objection("document_language_missing", lang))
        elif len(body) > LONGEST_DOCUMENT:
            found.append(Objection("document_too_long", lang, {"most": LONGEST_DOCUMENT, "length": len(body)}))
    return found


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
