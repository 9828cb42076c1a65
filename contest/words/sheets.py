"""A letter as the desk shows it while it is written: the mail's own template, on a sheet of paper in the page."""

from datetime import datetime

from markupsafe import Markup

from contest.rules.guidance import USUAL, Guidance
from contest.rules.reasons import PLAIN, Basis
from contest.words import letters
from contest.words.catalogues import environment
from contest.words.letters import Letterhead, Signature


def refusal(
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
) -> Markup:
    """What `letters.entry_refused` will say, in the author's language, as HTML without styles of its own."""
    facts = letters.refusal_facts(
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
    return _sheet(head, "entry_refused", {**facts, "to": first_name}, signed)


def changes(head: Letterhead, *, first_name: str, entry: str, entry_id: str, words: str, signed: Signature) -> Markup:
    """What `letters.entry_changes` will say, likewise."""
    facts = letters.changes_facts(head, first_name, entry, entry_id, words)
    return _sheet(head, "entry_changes", {**facts, "to": first_name}, signed)


def _sheet(head: Letterhead, kind: str, facts: dict[str, object], signed: Signature) -> Markup:
    template = environment(head.lang, escaped=True).get_template(f"mail/{kind}.html")
    drawn = template.render(
        facts, head=head, signed=signed, layout="mail/layouts/sheet.html", bricks="mail/layouts/bricks.html"
    )
    return Markup(drawn)  # noqa: S704 - rendered with escaping
