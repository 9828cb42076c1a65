"""Every letter that leaves the house: one function a kind, each answering both its forms.

One template says what a letter says; it is rendered twice, as text and as HTML, by two sets of bricks, so
that both forms say the same. Links are built from the public address in settings, never from a request.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contest.rules import addresses
from contest.rules.guidance import USUAL, Guidance
from contest.rules.reasons import PLAIN, Basis
from contest.rules.roles import Role
from contest.words import dates, reasons, statements
from contest.words.catalogues import N_, environment, gettext, translations

COLOUR = re.compile(r"#[0-9a-f]{6}")
COLOURS = {"paper": "#f8f0df", "ink": "#1b1a2e", "accent": "#d4300f", "on-accent": "#fff8ea"}
ROLES = {Role.OWNER: N_("owner"), Role.MANAGER: N_("campaign manager"), Role.MODERATOR: N_("moderator")}


@dataclass(frozen=True)
class Letterhead:
    """What every letter of one campaign shares; without a campaign, `contest` and `campaign` are empty."""

    lang: str
    public_url: str
    brand: str
    contact_address: str = ""
    contest: str = ""
    campaign: str = ""
    zone: str = "Europe/Brussels"
    look: Mapping[str, Any] = field(default_factory=dict)

    def link(self, name: str, **parts: str | int) -> str:
        """A whole address in the letter's language and campaign."""
        return addresses.absolute(self.public_url, name, lang=self.lang, campaign=self.campaign, **parts)

    def moment(self, moment: datetime) -> str:
        """A day and a time in the campaign's zone."""
        return dates.day_and_time(self.lang, moment, self.zone)


@dataclass(frozen=True)
class Signature:
    """Who signs: a first name and a role, as they were at the moment of writing."""

    name: str
    role: str = ""


@dataclass(frozen=True)
class Proof:
    """What confirms an address: six digits, a link's token, and until when each counts."""

    code: str
    token: str
    code_until: datetime
    link_until: datetime


@dataclass(frozen=True)
class Letter:
    """A letter as it is handed to the post; `html` still has its styles in one element."""

    subject: str
    plain: str
    html: str
    from_name: str
    reply_to: str


def confirm_entry(head: Letterhead, proof: Proof, *, entry: str, hours: int) -> Letter:
    """Asks the author of an idea to confirm the address; `hours` is the time promised for reading it."""
    return _letter(head, "confirm_entry", {**_proof(head, proof), "entry": entry, "hours": hours})


def confirm_ballot(head: Letterhead, proof: Proof, *, entries: Sequence[str]) -> Letter:
    """Asks a voter to confirm the address; `entries` are the ideas on the ballot, at least one."""
    return _letter(head, "confirm_ballot", {**_proof(head, proof), "entries": entries})


def remind_ballot(head: Letterhead, proof: Proof, *, entries: Sequence[str], until: datetime) -> Letter:
    """Asks a voter once more to confirm, with the same code; `until` is the vote's last moment."""
    return _letter(head, "remind_ballot", {**_proof(head, proof), "entries": entries, "until": head.moment(until)})


def confirm_guardian(head: Letterhead, proof: Proof, *, first_name: str, entry: str) -> Letter:
    """Asks a parent or guardian to agree to a young author's idea, by the link alone."""
    facts = {**_proof(head, proof), "first_name": first_name, "entry": entry}
    return _letter(head, "confirm_guardian", facts)


def sign_in(head: Letterhead, proof: Proof) -> Letter:
    """The way back to a participant's own page."""
    return _letter(head, "sign_in", _proof(head, proof))


def entry_published(
    head: Letterhead, *, first_name: str, entry: str, number: int, words: str, signed: Signature
) -> Letter:
    """Tells an author that the idea is online; `words` are the moderator's own, or empty."""
    return _letter(
        head,
        "entry_published",
        {
            "first_name": first_name,
            "entry": entry,
            "number": dates.number(head.lang, number),
            "words": paragraphs(words),
            "link": head.link("entry", number=number),
        },
        signed,
    )


def entry_refused(
    head: Letterhead,
    *,
    first_name: str,
    entry: str,
    reason: str,
    words: str,
    signed: Signature,
    until: datetime | None,
    removed: bool = False,
    basis: Basis = PLAIN,
    noticed: bool = False,
    by: Guidance = USUAL,
) -> Letter:
    """Tells an author why an idea is not published, or (`removed`) no longer.

    `reason` is a key of words/reasons.py, `by` what its campaign decides by, `words` are the moderator's own or empty,
    `until` is the moment until which another idea may be sent, None when none can; `noticed`: a visitor's report led
    to it.
    """
    facts = refusal_facts(
        head,
        first_name=first_name,
        entry=entry,
        reason=reason,
        words=words,
        until=until,
        removed=removed,
        basis=basis,
        noticed=noticed,
        by=by,
    )
    return _letter(head, "entry_refused", facts, signed)


def entry_changes(
    head: Letterhead, *, first_name: str, entry: str, entry_id: str, words: str, signed: Signature
) -> Letter:
    """Asks an author for a change before the idea goes online; `words` are the moderator's own."""
    return _letter(head, "entry_changes", changes_facts(head, first_name, entry, entry_id, words), signed)


def changes_facts(head: Letterhead, first_name: str, entry: str, entry_id: str, words: str) -> dict[str, Any]:
    """What the template of `entry_changes` is given, also while the letter is still being written."""
    return {
        "first_name": first_name,
        "entry": entry,
        "words": paragraphs(words),
        "link": head.link("my_entry", entry=entry_id),
    }


def report_answered(head: Letterhead, *, entry: str, kept: bool) -> Letter:
    """Tells who reported an idea what became of it (Regulation (EU) 2022/2065, article 16)."""
    return _letter(head, "report_answered", {"entry": entry, "kept": kept})


def report_received(
    head: Letterhead, *, entry: str, number: int, reason: str, words: str, token: str, hours: int
) -> Letter:
    """Acknowledges a report and asks to confirm the address (Regulation (EU) 2022/2065, article 16(4))."""
    facts = {
        "entry": entry,
        "reason": reason,
        "words": paragraphs(words),
        "hours": hours,
        "link": head.link("confirm_report", token=token),
        "idea": head.link("entry", number=number),
    }
    return _letter(head, "report_received", facts)


def entry_hidden(head: Letterhead, *, first_name: str, entry: str, entry_id: str, hours: int) -> Letter:
    """Tells an author, without judging, that the idea is out of sight until somebody has looked at it again."""
    facts = {
        "first_name": first_name,
        "entry": entry,
        "hours": hours,
        "link": head.link("my_entry", entry=entry_id),
    }
    return _letter(head, "entry_hidden", facts)


def witness(head: Letterhead, *, name: str, phase: str, position: int, note: str, size: int, at: datetime) -> Letter:
    """Gives somebody outside the house a signed head of a vote's log to keep; `note` as it was signed."""
    facts = {
        "name": name,
        "phase": phase,
        "note": note,
        "lines": dates.number(head.lang, size),
        "count": size,
        "at": head.moment(at),
        "link": head.link("log", position=position),
    }
    return _letter(head, "witness", facts)


def vote_asked(head: Letterhead, *, entry: str, at: datetime, token: str) -> Letter:
    """Asks a voter, neutrally, whether a vote for the idea `entry` was theirs."""
    facts = {
        "entry": entry,
        "day": dates.short_day(head.lang, at, head.zone),
        "link": head.link("my_vote", token=token),
    }
    return _letter(head, "vote_asked", facts)


def phase_opens(head: Letterhead, *, phase: str, page: str, until: datetime) -> Letter:
    """Tells somebody who asked to know that a phase has opened; `page` is the name of the address it leads to."""
    return _letter(head, "phase_opens", {"phase": phase, "link": head.link(page), "until": head.moment(until)})


def confirm_reminder(head: Letterhead, proof: Proof, *, phase: str, stop: str) -> Letter:
    """Asks whether somebody really wants to be told that a phase opens; `stop` is the token that ends it."""
    facts = {**_proof(head, proof), "phase": phase, "stop": head.link("stop", token=stop)}
    return _letter(head, "confirm_reminder", facts)


def refusal_facts(
    head: Letterhead,
    *,
    first_name: str,
    entry: str,
    reason: str,
    words: str,
    until: datetime | None,
    removed: bool = False,
    basis: Basis = PLAIN,
    noticed: bool = False,
    by: Guidance = USUAL,
) -> dict[str, Any]:
    """What the template of `entry_refused` is given, also while the letter is still being written."""
    return {
        "first_name": first_name,
        "entry": entry,
        "why": reasons.reason(head.lang, reason, by),
        "words": paragraphs(words),
        "until": head.moment(until) if until else "",
        "removed": removed,
        "statement": statements.statement(
            head.lang, reason=reason, basis=basis, noticed=noticed, removed=removed, by=by
        ),
    }


def message(head: Letterhead, *, first_name: str, entry: str, entry_id: str, text: str, signed: Signature) -> Letter:
    """What the people behind the contest write to the author of an idea."""
    return _letter(
        head,
        "message",
        {
            "first_name": first_name,
            "entry": entry,
            "text": paragraphs(text),
            "link": head.link("my_entry", entry=entry_id),
        },
        signed,
    )


def question_answered(
    head: Letterhead, *, first_name: str, asked: str, text: str, token: str, signed: Signature
) -> Letter:
    """Answers who asked; `asked` is what was asked last, `token` opens the page of the question."""
    facts = {
        "first_name": first_name,
        "asked": paragraphs(asked),
        "text": paragraphs(text),
        "link": head.link("my_question", token=token),
    }
    return _letter(head, "question_answered", facts, signed)


def alarm(head: Letterhead, *, first_name: str, said: str, todo: str, since: datetime, over: bool) -> Letter:
    """Tells who is on duty that something needs them, or that it is `over`; in the words of words/alarms.py."""
    facts = {
        "first_name": first_name,
        "said": said,
        "todo": todo,
        "since": head.moment(since),
        "over": over,
        "link": head.link("desk_duty"),
    }
    return _letter(head, "alarm", facts)


def winner_asked(
    head: Letterhead,
    *,
    first_name: str,
    entry: str,
    entry_id: str,
    answer_by: datetime,
    again: bool,
    signed: Signature,
) -> Letter:
    """Tells an author, and nobody else, that the idea has won, and asks them to accept; `again` reminds of it."""
    facts = {
        "first_name": first_name,
        "entry": entry,
        "answer_by": head.moment(answer_by),
        "again": again,
        "link": head.link("acceptance", entry=entry_id),
    }
    return _letter(head, "winner_asked", facts, signed)


def staff_invitation(head: Letterhead, *, inviter: str, role: Role, token: str, until: datetime) -> Letter:
    """Invites somebody to the desk; the link works once."""
    return _letter(
        head,
        "staff_invitation",
        {
            "inviter": inviter,
            "role": gettext(head.lang, ROLES[role]),
            "link": head.link("join", token=token),
            "until": head.moment(until),
        },
    )


def test(head: Letterhead, *, first_name: str) -> Letter:
    """Shows a member of staff that mail leaves the house."""
    return _letter(head, "test", {"first_name": first_name})


def written(head: Letterhead, kind: str, facts: Mapping[str, Any], signed: Signature | None = None) -> Letter:
    """A letter of a kind, in both its forms, for the files beside this one."""
    return _letter(head, kind, facts, signed)


def paragraphs(text: str) -> list[list[str]]:
    """What somebody typed, as paragraphs of lines."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [block.split("\n") for block in blocks if block]


def _proof(head: Letterhead, proof: Proof) -> dict[str, str]:
    return {
        "code": proof.code,
        "link": head.link("confirm", token=proof.token),
        "code_until": head.moment(proof.code_until),
        "link_until": head.moment(proof.link_until),
    }


def _letter(head: Letterhead, kind: str, facts: Mapping[str, Any], signed: Signature | None = None) -> Letter:
    given = {**facts, "head": head, "signed": signed, "colours": _colours(head.look)}
    plain = _render(head.lang, kind, "txt", given)
    subject, _, body = plain.partition("\n")
    from_name = head.brand
    if signed is not None:
        said = translations(head.lang)
        from_name = said.gettext("%(person)s from %(brand)s", person=signed.name, brand=head.brand)
    return Letter(
        subject=" ".join(subject.split()),
        plain=re.sub(r"\n{3,}", "\n\n", body).strip() + "\n",
        html=_render(head.lang, kind, "html", given),
        from_name=from_name,
        reply_to=head.contact_address,
    )


def _render(lang: str, kind: str, form: str, given: Mapping[str, Any]) -> str:
    template = environment(lang, escaped=form == "html").get_template(f"mail/{kind}.html")
    return template.render(given, layout=f"mail/layouts/letter.{form}", bricks=f"mail/layouts/bricks.{form}")


def _colours(look: Mapping[str, Any]) -> dict[str, str]:
    """The campaign's colours, and only colours: they stand in a stylesheet."""
    chosen = {name: str(look.get(name, "")).lower() for name in COLOURS}
    return {
        name.replace("-", "_"): value if COLOUR.fullmatch(value) else COLOURS[name] for name, value in chosen.items()
    }
