"""What an idea is called once it was announced as one of those who go on, or as the one that won."""

from contest.rules.announcements import Mark
from contest.words.catalogues import N_, gettext

WORDS: dict[Mark, str] = {Mark.FINALIST: N_("Finalist"), Mark.WINNER: N_("Winner")}


def word(lang: str, mark: Mark) -> str:
    """Finalist, winner: on a card, on the shelf."""
    return gettext(lang, WORDS[mark])
