"""What a campaign's team decides by: its guide, the reasons it refuses for, and which of its rules each rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contest.rules.objections import Objection
from contest.rules.reasons import NEEDS_WORDS, REASONS

LONGEST_GUIDE, LONGEST_LABEL, LONGEST_MAIL, LONGEST_RULE, MOST_OWN = 4000, 80, 600, 20, 12
# What the key of a reason of one's own begins with; the rest is random.
OWN = "own-"


@dataclass(frozen=True)
class OwnReason:
    """A reason of the team's own: by language what it is called, and the sentences that its author reads."""

    key: str
    rule: str
    texts: Mapping[str, tuple[str, str]]

    def text(self, lang: str) -> tuple[str, str]:
        """In this language, or the first there is."""
        return self.texts.get(lang) or next(iter(self.texts.values()), ("", ""))


@dataclass(frozen=True)
class Guidance:
    """All of it. `guide` by language; `rules`: the number in this campaign's rules, where it is not the house's.

    One that is `off` is not offered any more; what was decided for it still names it.
    """

    guide: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    own: tuple[OwnReason, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Every reason there is, those of the house first; the one that says nothing by itself ends them."""
        house = [key for key in REASONS if key not in NEEDS_WORDS]
        return (*house, *(one.key for one in self.own), *(key for key in REASONS if key in NEEDS_WORDS))

    @property
    def offered(self) -> tuple[str, ...]:
        """Those to choose from, in the order of the desk's keys."""
        return tuple(key for key in self.keys if key not in self.off)

    def own_one(self, key: str) -> OwnReason | None:
        """One of the team's own."""
        return next((one for one in self.own if one.key == key), None)

    def text(self, lang: str, otherwise: str) -> str:
        """The guide in a language, else in another one."""
        return self.guide.get(lang) or self.guide.get(otherwise) or next(iter(self.guide.values()), "")

    def as_stored(self) -> dict[str, Any]:
        """As a campaign keeps it."""
        own = [
            {"key": one.key, "rule": one.rule, "texts": {lang: list(both) for lang, both in one.texts.items()}}
            for one in self.own
        ]
        return {"guide": dict(self.guide), "rules": dict(self.rules), "off": sorted(self.off), "own": own}


USUAL = Guidance()


def guidance(stored: Mapping[str, Any]) -> Guidance:
    """What a campaign keeps; what it does not say is as usual."""
    if not stored:
        return USUAL
    own = tuple(
        OwnReason(one["key"], one["rule"], {lang: (both[0], both[1]) for lang, both in one["texts"].items()})
        for one in stored.get("own", ())
    )
    return Guidance(stored.get("guide", {}), stored.get("rules", {}), frozenset(stored.get("off", ())), own)


def objections(wanted: Guidance, languages: Sequence[str]) -> list[Objection]:
    """Every reason against it, by field: field_too_long; field_missing in a language of the campaign; reasons_too_many.

    The reason that says nothing by itself is always offered.
    """
    found = [
        Objection("field_too_long", f"guide_{lang}", {"longest": LONGEST_GUIDE})
        for lang, text in wanted.guide.items()
        if len(text) > LONGEST_GUIDE
    ]
    if len(wanted.own) > MOST_OWN:
        found.append(Objection("reasons_too_many", facts={"most": MOST_OWN}))
    numbers = {**wanted.rules, **{one.key: one.rule for one in wanted.own}}
    found += [
        Objection("field_too_long", f"rule_{key}", {"longest": LONGEST_RULE})
        for key, number in numbers.items()
        if len(number) > LONGEST_RULE
    ]
    for one in wanted.own:
        for lang in languages:
            both = zip(("label", "mail"), one.texts.get(lang, ("", "")), (LONGEST_LABEL, LONGEST_MAIL), strict=True)
            for name, text, longest in both:
                place = f"{name}_{one.key}_{lang}"
                if not text:
                    found.append(Objection("field_missing", place))
                elif len(text) > longest:
                    found.append(Objection("field_too_long", place, {"longest": longest}))
    return found
