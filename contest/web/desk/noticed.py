"""What was noticed about an idea, as the desk shows it beside the idea and in its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contest import vault
from contest.queries import findings, reports
from contest.queries.campaigns import CampaignView
from contest.queries.findings import FindingView, Precision
from contest.queries.moderation import DeskEntry
from contest.rules.findings import URGENT
from contest.rules.findings.marking import Piece, excerpt, pieces, texts_of
from contest.rules.reports import Record
from contest.services import keys
from contest.web import access
from contest.words import findings as words
from contest.words import reports as report_words


@dataclass(frozen=True)
class Line:
    """One finding: what, why, where, how often such ones were right, and what was said of this one.

    `other` is the idea it compares with, if any.
    """

    id: UUID
    label: str
    why: str
    excerpt: Sequence[Piece]
    precision: str
    is_right: bool | None
    is_urgent: bool
    other: UUID | None


@dataclass(frozen=True)
class Noticed:
    """All of it."""

    lines: tuple[Line, ...]
    places: dict[str, list[tuple[int, int]]]

    def marked(self, field: str, text: str) -> list[Piece]:
        """The text of a field with its places marked."""
        return pieces(text, self.places.get(field, ()))


@dataclass(frozen=True)
class Reported:
    """One open report: what for, in which words, by whom as far as that is known, and how far to trust it."""

    label: str
    words: str
    lang: str
    at: datetime
    name: str
    is_confirmed: bool
    record: str


def reported(view: CampaignView, one: DeskEntry) -> list[Reported]:
    """The open reports: confirmed ones first, then by how often their reporters were right; one statement."""
    lang = access.person().lang
    keys_of = {report.reporter_key for report in one.reports if report.reporter_key}
    known = reports.records(view.id, keys_of) if keys_of else {}
    weighed = [(report, known.get(report.reporter_key or "", Record())) for report in one.reports]
    weighed.sort(key=lambda pair: (pair[0].confirmed_at is None, -pair[1].weight, pair[0].at))
    return [
        Reported(
            label=report_words.label(lang, report.reason),
            words=report.words,
            lang=report.lang,
            at=report.at,
            name=_name(view, report.name_sealed),
            is_confirmed=report.confirmed_at is not None,
            record=report_words.record(lang, record.right, record.answered),
        )
        for report, record in weighed
    ]


def _name(view: CampaignView, sealed: bytes | None) -> str:
    try:
        return keys.open_name(view.id, sealed) if sealed else ""
    except (KeyError, vault.Broken):
        return ""


def of_entry(view: CampaignView, one: DeskEntry) -> Noticed:
    """What was noticed about the version that is decided on; two statements."""
    lang, texts = access.person().lang, texts_of(one.latest.answers)
    found = findings.of_version(view.id, one.line.id, one.line.version)
    known = findings.precision(view.id) if found else {}
    places: dict[str, list[tuple[int, int]]] = {}
    for finding in found:
        if finding.field and finding.is_right is not False:
            places.setdefault(finding.field, []).append((finding.starts, finding.ends))
    return Noticed(tuple(_line(lang, finding, texts, known) for finding in found), places)


def _line(lang: str, finding: FindingView, texts: dict[str, str], known: dict[str, Precision]) -> Line:
    text, of_rule = texts.get(finding.field, ""), known.get(finding.rule, Precision(0, 0))
    return Line(
        id=finding.id,
        label=words.label(lang, finding.rule),
        why=words.why(lang, finding.rule, finding.facts),
        excerpt=excerpt(text, finding.starts, finding.ends) if text else (),
        precision=words.precision(lang, of_rule.right, of_rule.judged) if of_rule.judged >= words.ENOUGH else "",
        is_right=finding.is_right,
        is_urgent=finding.weight >= URGENT,
        other=UUID(hex=finding.facts["entry"]) if "entry" in finding.facts else None,
    )
