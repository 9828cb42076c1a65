"""What a visitor may say against a published idea, in words."""

from contest.words import dates
from contest.words.catalogues import N_, gettext

LABELS: dict[str, str] = {
    "insult_or_hate": N_("It insults, or stirs up hatred"),
    "targets_person": N_("It is about a person who did not ask for it"),
    "advertising": N_("It is advertising"),
    "not_theirs": N_("The words or the picture belong to somebody else"),
    "danger": N_("Somebody could come to harm"),
    "child_abuse": N_("It shows or describes the sexual abuse of a child"),
    "illegal": N_("It is against the law"),
    "other": N_("Something else"),
}


def label(lang: str, reason: str) -> str:
    """What a reason for a report is called; its own name where it has none."""
    return gettext(lang, LABELS[reason]) if reason in LABELS else reason


def record(lang: str, right: int, answered: int) -> str:
    """How often somebody's earlier reports were right; nothing for somebody new."""
    if not answered:
        return ""
    said = {"right": dates.number(lang, right), "answered": dates.number(lang, answered)}
    return gettext(lang, N_("of this person’s earlier reports, %(right)s of %(answered)s were right"), **said)
