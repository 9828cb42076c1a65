"""What speaks against an act: "no" is a value, and all reasons are given at once."""

import dataclasses
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True)
class Objection:
    """One reason: its key (a phrase in words/phrases.py), the field it belongs to, and the numbers it names."""

    key: str
    field: str = ""
    facts: dict[str, str | int] = dataclasses.field(default_factory=dict)


class Refused(Exception):  # noqa: N818 - what an act is, not an accident
    """An act that was refused, with every reason against it."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        super().__init__(", ".join(objection.key for objection in objections))
        self.objections = tuple(objections)
