"""The demo's words: read from the files beside the code."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contest.rules.drawings.lexicon import figure_of

HERE = Path(__file__).resolve().parent
LANGUAGES = ("fr", "nl", "en")


@dataclass(frozen=True)
class Idea:
    """One hand-written idea; `fate` is what became of it (published, pending, refused)."""

    id: str
    lang: str
    name: str
    inspiration: str
    ingredients: tuple[str, ...]
    first_name: str
    town: str
    photo: str | None
    fate: str
    reason: str

    @property
    def answers(self) -> dict[str, Any]:
        """As the form keeps them."""
        found = {
            "name": self.name,
            "inspiration": self.inspiration,
            "ingredients": list(self.ingredients),
            "first_name": self.first_name,
            "town": self.town,
        }
        return found | ({"alternative": self.alternative} if self.photo else {})

    @property
    def look(self) -> tuple[str, str, str]:
        """What its packet looks like from afar: palette, pattern and layout, or the photograph."""
        figure = figure_of(self.name, photo=self.photo is not None)
        return figure.palette.key, self.photo or figure.pattern, figure.layout

    @property
    def alternative(self) -> str:
        """What the photograph shows, for people who cannot see it."""
        return f"{self.name}: {', '.join(self.ingredients)}"


def campaign(key: str) -> dict[str, Any]:
    """The campaign `next` (running) or `past` (finished)."""
    return next(found for found in _json("campaigns.json")["campaigns"] if found["key"] == key)


def ideas() -> list[Idea]:
    """Every idea of the running campaign, the languages one after another."""
    return [_idea(raw) for lang in LANGUAGES for raw in _json(f"entries-{lang}.json")]


def past() -> tuple[list[Idea], dict[str, Any]]:
    """The ideas of the finished campaign, and its winner."""
    found = _json("past.json")
    return [_idea(raw) for raw in found["entries"]], found["winner"]


def lists() -> dict[str, Any]:
    """The named lists: duplicates, those to refuse, the featured ones."""
    found: dict[str, Any] = _json("lists.json")
    return found


def voices() -> dict[str, Any]:
    """What people of the house wrote, and where the winner can be bought."""
    found: dict[str, Any] = _json("voices.json")
    return found


def document(kind: str, lang: str) -> str:
    """The rules or the privacy notice."""
    return (HERE / "texts" / "documents" / f"{lang}-{kind}.md").read_text(encoding="utf-8")


def fields(said: dict[str, Any], kinds: list[str]) -> dict[str, str]:
    """A language's texts as the campaign keeps them; `kinds` are its phases in order."""
    plain = {name: text for name, text in said.items() if isinstance(text, str)}
    found = plain | {f"quote_{part}": text for part, text in said["quote"].items()}
    for number, step in enumerate(said["steps"], start=1):
        found |= {f"step_{number}_title": step["title"], f"step_{number}_text": step["text"]}
    for number, person in enumerate(said["team"], start=1):
        found |= {f"team_{number}_{part}": person[part] for part in ("name", "role", "line")}
    for position, kind in enumerate(kinds, start=1):
        found |= {f"phase_{position}_name": said["phases"][kind], f"phase_{position}_note": said["phase_notes"][kind]}
    found |= {"contact_title": said["contact"]["title"], "contact_text": said["contact"]["text"]}
    return found | {"imprint": _imprint(said["imprint"])}


def announcement(said: dict[str, Any]) -> dict[str, str]:
    """A language's announcement."""
    told = said["announcement"]
    return {
        "headline": told["headline"],
        "standfirst": told["standfirst"],
        "story_quote": told["story_quote"],
        "story_caption": told["story_caption"],
        "story": "\n\n".join(told["story"]),
        "decided": told["decided"],
    }


def _imprint(said: dict[str, Any]) -> str:
    lines = [said["company"], *said["address"], f"{said['number_label']}: {said['number']}"]
    return "\n".join([*lines, said["publisher"], said["note"]])


def _idea(raw: dict[str, Any]) -> Idea:
    return Idea(
        id=raw["id"],
        lang=raw["lang"],
        name=raw["name"],
        inspiration=raw["inspiration"],
        ingredients=tuple(raw["ingredients"]),
        first_name=raw["first_name"],
        town=raw["town"],
        photo=raw.get("photo"),
        fate=raw["fate"],
        reason=raw.get("reason", ""),
    )


def _json(name: str) -> Any:
    return json.loads((HERE / "texts" / name).read_text(encoding="utf-8"))
