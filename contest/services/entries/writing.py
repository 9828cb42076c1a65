"""What a version of an entry is made of, checked and written the same way whether sent or edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select

from contest.db import reading, transaction
from contest.models import EntryVersion, Form, FurtherPicture, Picture, PictureState
from contest.queries import campaigns
from contest.rules import entries as rules
from contest.rules import forms, searching
from contest.rules.forms import Answers
from contest.rules.objections import Objection

USABLE = (PictureState.INCOMING, PictureState.READY)


@dataclass(frozen=True)
class Checked:
    """Answers after the check: what is kept, the ticks beside it, what is shown and found of it."""

    form: Form
    answers: Answers
    ticks: Answers
    objections: tuple[Objection, ...]

    @property
    def name(self) -> str:
        """What the idea is called."""
        return str(self.answers.get("name", ""))

    @property
    def shown_author(self) -> str:
        """The author as the public sees them."""
        return rules.shown_author(self.answers.get("first_name", ""), self.answers.get("town", ""))

    @property
    def folded(self) -> str:
        """What a search finds it by."""
        public = forms.public_texts(self.form.definition, self.answers)
        return searching.folded_entry([self.name, *public])

    @property
    def is_minor(self) -> bool:
        """Whether the form asks for an age and the box is not ticked."""
        ages = [field for field in forms.fields(self.form.definition) if field.kind is forms.FieldKind.AGE]
        return any(not self.ticks.get(field.key) for field in ages)


def check(
    campaign_id: UUID,
    answers: Mapping[str, Any],
    *,
    picture_id: UUID | None,
    further: Sequence[UUID] = (),
    entry_id: UUID | None = None,
) -> Checked:
    """The answers and pictures against the form in force. Errors: LookupError when the campaign has no form."""
    form = form_of(campaign_id)
    found, cleaned = forms.check(form.definition, answers, picture=picture_id is not None, further=len(further))
    shown = [picture for picture in (picture_id, *further) if picture is not None]
    if not all(_is_usable(campaign_id, picture, entry_id) for picture in shown):
        found.append(Objection("picture_gone", "picture"))
    kept = forms.kept(form.definition, cleaned)
    ticks = {key: answer for key, answer in cleaned.items() if key not in kept}
    return Checked(form, kept, ticks, tuple(found))


def form_of(campaign_id: UUID) -> Form:
    """The form in force. Errors: LookupError when the campaign has none."""
    form = campaigns.form(campaign_id)
    if form is None:
        raise LookupError(campaign_id)
    return form


def write_version(
    campaign_id: UUID,
    entry_id: UUID,
    version: int,
    checked: Checked,
    picture_id: UUID | None,
    now: datetime,
    further: Sequence[UUID] = (),
) -> None:
    """Add a version of an entry with its pictures, in the caller's transaction."""
    with transaction() as session:
        session.add(
            EntryVersion(
                campaign_id=campaign_id,
                entry_id=entry_id,
                version=version,
                form_version=checked.form.version,
                answers=checked.answers,
                picture_id=picture_id,
                created_at=now,
            )
        )
        session.flush()
        session.add_all(
            FurtherPicture(
                campaign_id=campaign_id, entry_id=entry_id, version=version, place=place, picture_id=further_id
            )
            for place, further_id in enumerate(further, start=2)
        )


def _is_usable(campaign_id: UUID, picture_id: UUID, entry_id: UUID | None) -> bool:
    """Whether the picture is there and nobody else's: its id is public once its entry is."""
    elsewhere = or_(
        *(
            exists().where(
                table.campaign_id == campaign_id,
                table.picture_id == picture_id,
                table.entry_id != entry_id if entry_id else table.entry_id.is_not(None),
            )
            for table in (EntryVersion, FurtherPicture)
        )
    )
    row = (
        reading()
        .execute(select(Picture.state, elsewhere).where(Picture.campaign_id == campaign_id, Picture.id == picture_id))
        .first()
    )
    return row is not None and row[0] in USABLE and not row[1]
