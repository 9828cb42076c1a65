"""What a campaign lacks before it is shown, in words; presets and settings by name."""

from collections.abc import Sequence

from contest.words.catalogues import N_, gettext, translations

TONGUES = {"fr": "Français", "nl": "Nederlands", "en": "English"}
LACKS: dict[str, str] = {
    "text_missing": N_("A text is missing: %(label)s (%(tongue)s)"),
    "label_missing": N_("A question of the form has no label: %(label)s (%(tongue)s)"),
    "document_missing": N_("Not published yet: %(label)s"),
    "phases_missing": N_("There is no phase: nothing would ever open."),
    "all_over": N_("Every phase is over already."),
    "submission_missing": N_("There is no phase in which ideas can be sent: they must be brought in from a file."),
    "vote_missing": N_("There is no vote."),
    "announcement_missing": N_("There is no announcement: nobody is told who won."),
    "phases_overlap": N_("“%(first)s” and “%(second)s” are open at the same time."),
    "gap_between": N_("Between “%(first)s” and “%(second)s” nothing is open: time to decide and to prepare."),
    "paper_crowded": N_(
        "More ideas stand in “%(first)s” than fit on a ballot that is filled in. Please name those that do."
    ),
    "clocks_change": N_("The clocks change during “%(first)s”. It opens and closes at the hour you see all the same."),
}
PRESETS: dict[str, str] = {
    "crisps": N_("Crisps: invent the next flavour"),
    "photo": N_("Photo contest"),
    "naming": N_("Find a name"),
}
ABOUT: dict[str, str] = {
    "crisps": N_("A name, a story, ingredients, a photo if they like. Each idea is drawn as a packet."),
    "photo": N_("A photo and its story. The pictures are the wall."),
    "naming": N_("A name and the reason for it. Each is drawn as a poster."),
}
DOCUMENTS: dict[str, str] = {"rules": N_("Contest rules"), "privacy": N_("Privacy notice")}
SETTINGS: dict[str, str] = {
    "minimum_age": N_("Age from which one takes part alone"),
    "entries_per_participant": N_("Ideas per person"),
    "promised_hours": N_("Hours in which an idea is answered"),
    "look": N_("Look"),
    "phases": N_("Phases"),
    "form": N_("Form"),
}


def lack(lang: str, key: str, *, label: str, tongue: str, names: Sequence[str]) -> str:
    """One thing that is missing or worth a look. Errors: KeyError for a key without words."""
    if key == "entries_undecided":
        return translations(lang).ngettext(
            "%(num)s idea waits for a decision before the vote opens.",
            "%(num)s ideas wait for a decision before the vote opens.",
            int(names[0]),
            num=names[0],
        )
    first, second = (*names, "", "")[:2]
    return gettext(lang, LACKS[key], label=label, tongue=TONGUES.get(tongue, tongue), first=first, second=second)


def preset(lang: str, key: str) -> str:
    """What a preset is called; nothing for none."""
    return gettext(lang, PRESETS[key]) if key in PRESETS else ""


def about(lang: str, key: str) -> str:
    """What a preset is for, in one line."""
    return gettext(lang, ABOUT[key])


def document(lang: str, kind: str) -> str:
    """What a document is called; nothing for none."""
    return gettext(lang, DOCUMENTS[kind]) if kind in DOCUMENTS else ""


def setting(lang: str, name: str) -> str:
    """What a setting is called."""
    return gettext(lang, SETTINGS[name])
