"""The lines of the morning's mail to moderators."""

from contest.words.catalogues import N_, gettext

LINES: dict[str, str] = {
    "waiting": N_("Ideas to decide"),
    "late": N_("of these past the promised time"),
    "flagged": N_("of these with an appeal, a department or a proposal"),
    "reported": N_("Reported ideas online"),
    "escalated": N_("Ideas about which your department is asked"),
    "second": N_("Proposals that wait for a second person"),
    "alone": N_("Decisions somebody took alone, to be looked at"),
}


def line(lang: str, key: str) -> str:
    """What a number in it is. Errors: KeyError."""
    return gettext(lang, LINES[key])
