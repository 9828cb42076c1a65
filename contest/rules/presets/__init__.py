"""Presets: campaigns that come with the house, complete and editable. Written in each language, not translated.

A preset is a folder: `form.json` (what a participant is asked), `preset.json` (its stages and settings),
`texts-<lang>.json` (the texts of rules/texts.py) and `<document>-<lang>.md`. Texts name what the manager answers
as `$brand`, `$name`, `$prize`, `$contact`, `$age` and `$entries`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from importlib.resources import files
from string import Template
from typing import Any

from contest.rules.phases import PhaseKind

KEYS = ("crisps", "photo", "naming")
LANGUAGES = ("fr", "nl", "en")
DOCUMENTS = ("rules", "privacy")


@dataclass(frozen=True)
class Stage:
    """One phase as a preset plans it: how long after the campaign's first day it opens, and how long it lasts."""

    kind: PhaseKind
    after: timedelta
    lasts: timedelta
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Preset:
    """One kind of campaign."""

    key: str
    form: Mapping[str, Any]
    stages: tuple[Stage, ...]
    look: Mapping[str, Any]
    minimum_age: int
    entries_per_participant: int
    promised_hours: int

    @cached_property
    def texts(self) -> Mapping[str, Mapping[str, str]]:
        """Its texts: language -> field -> text."""
        return {lang: json.loads(_read(self.key, f"texts-{lang}.json")) for lang in LANGUAGES}

    @cached_property
    def documents(self) -> Mapping[str, Mapping[str, str]]:
        """Its documents: language -> kind -> Markdown."""
        return {lang: {kind: _read(self.key, f"{kind}-{lang}.md") for kind in DOCUMENTS} for lang in LANGUAGES}


@lru_cache
def preset(key: str) -> Preset:
    """The preset of this key. Errors: KeyError."""
    if key not in KEYS:
        raise KeyError(key)
    plan = json.loads(_read(key, "preset.json"))
    return Preset(
        key=key,
        form=form(key),
        stages=tuple(
            Stage(
                PhaseKind(stage["kind"]),
                timedelta(days=stage["after"]),
                timedelta(days=stage["lasts"]),
                stage.get("settings", {}),
            )
            for stage in plan["stages"]
        ),
        look=plan["look"],
        minimum_age=plan["minimum_age"],
        entries_per_participant=plan["entries_per_participant"],
        promised_hours=plan["promised_hours"],
    )


@lru_cache
def form(key: str) -> dict[str, Any]:
    """The form of a preset, as `rules.forms` reads it. Errors: KeyError."""
    if key not in KEYS:
        raise KeyError(key)
    found: dict[str, Any] = json.loads(_read(key, "form.json"))
    return found


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A preset's text with what the manager answered in its places; a place nobody named stays as it is."""
    return Template(text).safe_substitute(facts)


def _read(key: str, name: str) -> str:
    return files("contest.rules.presets").joinpath(key, name).read_text("utf-8")
