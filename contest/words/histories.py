"""What a campaign tells its public of what was done: its history, and the log of decisions."""

from collections.abc import Mapping
from typing import Any

from contest.rules.entries import DecisionKind
from contest.rules.reasons import Ground
from contest.words.catalogues import N_, gettext

HISTORY: dict[str, str] = {
    "campaign.published": N_("The contest was opened to the public."),
    "document.published": N_("A new version (%(version)s) of the %(kind)s was published."),
    "schedule.changed": N_("The dates of a phase were changed. Reason: %(reason)s"),
    "campaign.visibility_changed": N_("Who finds the contest was changed."),
    "phase.added": N_("A phase was added. Reason: %(reason)s"),
    "phase.paused": N_("A phase was paused. Reason: %(reason)s"),
    "phase.resumed": N_("A paused phase goes on. %(reason)s"),
    "figures.changed": N_("When the figures are shown was changed. Reason: %(reason)s"),
    "vote.changed": N_("How people vote, and for what, was changed. Reason: %(reason)s"),
    "vote.joined": N_(
        "Two equal ideas were joined during a vote: votes for no. %(gone)s count for no. %(kept)s. Reason: %(reason)s"
    ),
    "blend.changed": N_("What the result is made of was changed. Reason: %(reason)s"),
    "draw.set": N_("Side prizes for voters were set, to be drawn by: %(source)s"),
    "draw.dropped": N_("No side prizes are drawn among the voters any more."),
    "draw.frozen": N_("The list for the draw of side prizes was frozen. Its SHA-256: %(digest)s"),
    "draw.drawn": N_("The side prizes were drawn by the public value: %(value)s"),
    "draw.passed": N_("A side prize was passed on to the next ticket that stood ready."),
    "witness.added": N_("A witness of the vote was named: %(name)s"),
    "witness.removed": N_("Not a witness of the vote any more: %(name)s"),
    "grace.lengthened": N_(
        "Our mail was slow before the close of a vote: votes received in time may be confirmed %(minutes)s min longer."
    ),
    "eligibility.changed": N_("Who may vote was changed. Reason: %(reason)s"),
    "tie_break.asked": N_("The tie-break question of the form was set."),
    "tie_break.answered": N_("The right answer to the tie-break question was set: %(answer)s"),
    "sign_on.changed": N_("With whom voters sign on was set: %(name)s"),
    "result.closed": N_("The result was closed: the figures are frozen."),
    "result.signed": N_("A second person signed the result."),
    "selection.picked": N_("The winner was picked."),
    "announcement.published": N_("The winner was announced."),
    "announcement.withdrawn": N_("The announcement was withdrawn. Reason: %(reason)s"),
    "journal.amended": N_("Something the team had signed was amended."),
    "journal.withdrawn": N_("Something the team had signed was taken back. Reason: %(reason)s"),
    "publishing.paused": N_("Publishing ideas was stopped for a while. Reason: %(reason)s"),
    "publishing.resumed": N_("Ideas are published again. %(reason)s"),
    "results.hidden": N_("Figures and results were hidden for a while. Reason: %(reason)s"),
    "results.shown": N_("Figures and results are shown again. %(reason)s"),
    "sharing.hidden": N_("Passing on was switched off for a while. Reason: %(reason)s"),
    "sharing.shown": N_("Passing on is switched on again. %(reason)s"),
    "statement.put_up": N_("A statement was put at the top of every page."),
    "statement.taken_down": N_("The statement was taken down."),
}
# The same, where it was about those who go on.
FINALISTS: dict[str, str] = {
    "announcement.published": N_("The finalists were announced."),
    "announcement.withdrawn": N_("The announcement of the finalists was withdrawn. Reason: %(reason)s"),
}
KINDS: dict[str, str] = {"rules": N_("contest rules"), "privacy": N_("privacy notice")}


def history(lang: str, verb: str, details: Mapping[str, Any]) -> str:
    """A line of a campaign's public history. Errors: KeyError for a verb that is not told."""
    facts = {"reason": "–", "version": "", "kind": "", "name": ""} | dict(details)
    if verb in FINALISTS and details.get("finalists"):
        return gettext(lang, FINALISTS[verb], **facts)
    facts["kind"] = gettext(lang, KINDS[facts["kind"]]) if facts["kind"] in KINDS else facts["kind"]
    return gettext(lang, HISTORY[verb], **facts)


DECIDED: dict[DecisionKind, str] = {
    DecisionKind.REFUSE: N_("An idea was not published."),
    DecisionKind.REMOVE: N_("An idea was taken offline."),
    DecisionKind.MERGE: N_("Two equal ideas became one."),
}
BY_LAW = N_("It rests on the law.")


def public_decision(lang: str, kind: DecisionKind, ground: str) -> str:
    """A line of the public log of decisions. Errors: KeyError for a kind that is not told."""
    said = gettext(lang, DECIDED[kind])
    return f"{said} {gettext(lang, BY_LAW)}" if ground == Ground.LAW else said
