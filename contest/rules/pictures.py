"""Pictures: what may come in, which widths go out, and what a check found."""

from dataclasses import dataclass
from uuid import UUID

from contest.rules.objections import Objection

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
PREVIEW = 320
LARGER = (640, 1280)
WIDTHS = (PREVIEW, *LARGER)
# A portrait of staff is a square of these sides, in pixels.
PORTRAITS = (128, 320)
SHORTEST_ALTERNATIVE = 10
# However many a campaign asks for.
MOST_OF_AN_ENTRY = 6
# A check that was refused says one of these.
REASONS = frozenset(
    {
        "picture_too_large",
        "picture_not_a_picture",
        "picture_animated",
        "picture_too_many_pixels",
        "picture_broken",
        "picture_busy",
    }
)
_FACTS: dict[str, dict[str, str | int]] = {
    "picture_too_large": {"megabytes": MOST_BYTES // 2**20},
    "picture_too_many_pixels": {"megapixels": MOST_PIXELS // 1_000_000},
}


@dataclass(frozen=True)
class Verdict:
    """What the check of an upload found: its size upright (pixels) and digest, or the reason against it.

    `shape` and `contrast` are what `rules.findings` compares it by.
    """

    reason: str = ""
    width: int = 0
    height: int = 0
    digest: str = ""
    shape: int = 0
    contrast: float = 0.0


def objections(verdict: Verdict, field: str = "picture") -> tuple[Objection, ...]:
    """The reason against an upload. Errors: KeyError for one that is not in the list."""
    if not verdict.reason:
        return ()
    if verdict.reason not in REASONS:
        raise KeyError(verdict.reason)
    return (Objection(verdict.reason, field, _FACTS.get(verdict.reason, {})),)


def alternative_key(place: int) -> str:
    """Under which key the answers of an entry say what its picture at a place shows; 1 is the cover's."""
    return "alternative" if place == 1 else f"alternative_{place}"


def file_of(campaign_id: UUID, picture_id: UUID, width: int) -> str:
    """Where a width of a picture lies under the media folder."""
    return f"{folder_of(campaign_id, picture_id)}/{width}.webp"


def portrait_of(portrait_id: UUID, side: int) -> str:
    """Where a size of a portrait lies under the media folder."""
    return f"{portrait_folder_of(portrait_id)}/{side}.webp"


def portrait_folder_of(portrait_id: UUID) -> str:
    """Where all sizes of a portrait lie under the media folder."""
    return f"portraits/{portrait_id.hex}"


def folder_of(campaign_id: UUID, picture_id: UUID) -> str:
    """Where all widths of a picture lie under the media folder."""
    return f"{campaign_id.hex}/{picture_id.hex}"
