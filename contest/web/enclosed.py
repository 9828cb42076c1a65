"""The pictures of one form, in order, and what is said of each: those received before, and the one sent along now.

An idea's form may ask for one picture, which the next one replaces, or for several. Then each received one has its
own field, named for it, and buttons that take it out or move it first; the bare `alternative` tells what the next
one shows. Which pictures there are never comes from the form, but from its draft, or from a list signed by us.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any
from uuid import UUID

from flask import request

from contest.queries import pictures
from contest.rules.objections import Objection, Refused
from contest.rules.pictures import alternative_key
from contest.services.audit import Actor
from contest.web import pictures as files

NEXT = "alternative"
# What a button beside the pictures does, before a hyphen and the picture's id; the form is then shown again.
ADD, DROP, FIRST = "add", "drop", "first"
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Received:
    """One picture in a form. `key`: what the rules call its alternative text; `field`: what the form calls it."""

    place: int
    key: str
    field: str
    id: str
    address: str
    alternative: str


@dataclass(frozen=True)
class Enclosed:
    """The pictures of a form, the cover first; `words`: what was typed of them, by field; `most`: so many may be.

    `changed`: whether this form brought one, or one of its buttons took one out or moved one.
    """

    pictures: tuple[UUID, ...]
    words: Mapping[str, str]
    most: int
    changed: bool = False

    @property
    def several(self) -> bool:
        """Whether each has its own field; what is there already stays to be seen though fewer are asked for now."""
        return self.most > 1 or len(self.pictures) > 1

    @property
    def cover(self) -> UUID | None:
        """The one that stands for the idea."""
        return self.pictures[0] if self.pictures else None

    @property
    def further(self) -> tuple[UUID, ...]:
        """Those after it."""
        return self.pictures[1:]

    @property
    def answers(self) -> dict[str, str]:
        """What is said of them as the rules name it: by place."""
        places = enumerate(self.pictures, start=1)
        said = {alternative_key(place): self.words.get(self.field(picture), "") for place, picture in places}
        return said or {NEXT: self.words.get(NEXT, "")}

    def field(self, picture: UUID) -> str:
        """What a picture's field is called."""
        return f"{NEXT}-{picture.hex}" if self.several else NEXT

    def shown(self, addresses: Sequence[str]) -> list[Received]:
        """Them for a page, each with the address of its preview."""
        return [
            Received(place, alternative_key(place), self.field(picture), picture.hex, address, words)
            for place, (picture, address, words) in enumerate(
                zip(self.pictures, addresses, self.answers.values(), strict=False), start=1
            )
        ]

    def after_press(self, then: str) -> "Enclosed":
        """As they are once this button was pressed. Pressed twice, it is once."""
        act, _, name = then.partition("-")
        pressed = [picture for picture in self.pictures if name in ("", picture.hex)]
        others = tuple(picture for picture in self.pictures if picture not in pressed)
        if act == FIRST and pressed:
            return replace(self, pictures=(*pressed, *others), changed=True)
        return replace(self, pictures=others, changed=True) if act == DROP else self

    def with_sent(self, campaign_id: UUID, by: Actor) -> tuple["Enclosed", list[Objection]]:
        """With the one that was sent along, checked and kept; or why not, and then without it."""
        file = request.files.get("picture")
        if not self.most or file is None or not file.filename:
            return self, []
        # A form sent twice brings its file twice.
        known = pictures.with_digest(campaign_id, self.pictures, _digest(file.stream)) if self.several else None
        if known is not None:
            return replace(self, words=self._told(known)), []
        if self.several and len(self.pictures) >= self.most:
            return self, [Objection("pictures_too_many", "picture", {"most": self.most})]
        try:
            return self._with(files.received(campaign_id, by)), []
        except Refused as no:
            return self, list(no.objections)

    def _with(self, sent: UUID | None) -> "Enclosed":
        if sent is None:
            return self
        if not self.several:
            return replace(self, pictures=(sent,), changed=True)
        return replace(self, pictures=(*self.pictures, sent), words=self._told(sent), changed=True)

    def _told(self, sent: UUID) -> dict[str, str]:
        """What was said of the next one is said of the one that came."""
        field = f"{NEXT}-{sent.hex}"
        return {**self.words, field: self.words.get(field) or self.words.get(NEXT, ""), NEXT: ""}


def typed(answers: Mapping[str, Any]) -> dict[str, str]:
    """What was typed of pictures, out of a form or a draft."""
    return {name: str(words) for name, words in answers.items() if name == NEXT or name.startswith(f"{NEXT}-")}


def is_pressed(then: str) -> bool:
    """Whether a button beside the pictures was pressed."""
    return then.partition("-")[0] in (ADD, DROP, FIRST)


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()
