"""A small correction: a moderator says how it could read, its author accepts that with one click."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.db import transaction
from contest.models import Correction, Entry, EntryVersion
from contest.queries import campaigns, pictures
from contest.rules import forms
from contest.rules.entries import DecisionKind
from contest.rules.forms import FieldKind
from contest.rules.objections import Objection, Refused
from contest.rules.reasons import LONGEST_WORDS
from contest.services.moderation.decisions import Decided, settle
from contest.services.moderation.writing import Said

# What a correction may touch; whose idea it is and its pictures are its author's alone.
WRITTEN = frozenset({FieldKind.SHORT_TEXT, FieldKind.LONG_TEXT, FieldKind.TAGS})
AUTHORS_OWN = frozenset({"first_name", "town"})


def propose(
    campaign_id: UUID,
    entry_id: UUID,
    *,
    version: int,
    answers: Mapping[str, Any],
    by: UUID,
    now: datetime,
    words: str = "",
) -> Decided:
    """Propose how an entry could read: `answers` as they would be, by field; what is left out stays as it is.

    Errors: Refused with every objection of the form's fields, correction_same; else as `decide`.
    """
    words = forms.clean_lines(words)
    if len(words) > LONGEST_WORDS:
        raise Refused([Objection("answer_too_long", "words", {"most": LONGEST_WORDS, "length": len(words)})])
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        latest = session.get(EntryVersion, (campaign_id, entry_id, version))
        if entry is None or latest is None:
            raise Refused([Objection("entry_gone")])
        changed = _changed(latest, answers)
        done = settle(campaign_id, entry_id, version, Said(DecisionKind.CORRECT, by, words=words), now=now)
        if done.decision_id is not None and not done.repeated:
            session.add(
                Correction(
                    campaign_id=campaign_id,
                    decision_id=done.decision_id,
                    entry_id=entry_id,
                    version=version,
                    answers=changed,
                )
            )
        return done


def correctable(form: Mapping[str, Any]) -> tuple[forms.Field, ...]:
    """The fields of a form that a correction may touch."""
    return tuple(field for field in forms.fields(form) if field.kind in WRITTEN and field.key not in AUTHORS_OWN)


def _changed(latest: EntryVersion, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What would read otherwise, cleaned. Errors: Refused with what the form's fields say, correction_same."""
    form = campaigns.form(latest.campaign_id)
    if form is None:
        raise LookupError(latest.campaign_id)
    touched = {field.key for field in correctable(form.definition)}
    given = {key: answer for key, answer in answers.items() if key in touched}
    further = len(pictures.further_of(latest.campaign_id, latest.entry_id, latest.version))
    found, cleaned = forms.check(
        form.definition, {**latest.answers, **given}, picture=latest.picture_id is not None, further=further
    )
    wrong = [objection for objection in found if objection.field in touched]
    if wrong:
        raise Refused(wrong)
    changed = {key: cleaned[key] for key in touched if cleaned.get(key) != latest.answers.get(key)}
    if not changed:
        raise Refused([Objection("correction_same", "name")])
    return changed
