"""Sharing: what links brought by network and label, labels for places of one's own, and the four in the open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import segno
from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import shares as queries
from contest.queries.campaigns import CampaignView
from contest.queries.shares import Brought, Figures, Label
from contest.rules import charts, spreadsheets
from contest.rules.charts import DayChart
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.rules.shares import SHOWN, LabelKind, Network, is_widget
from contest.rules.shares.networks import LONGEST_LABEL, PICKED_FROM
from contest.services import audit
from contest.services import shares as acts
from contest.web import access, i18n, lookups, shares
from contest.web.desk import frame
from contest.words import dates
from contest.words import shares as words
from contest.words.catalogues import N_, gettext

blueprint = Blueprint("desk_sharing", __name__, url_prefix="/desk/<campaign>/sharing")
# Days of a period; 0 is all of them.
PERIODS = {"all": 0, "30": 30, "7": 7}
SAID = {"all": N_("Since the start"), "30": N_("30 days"), "7": N_("7 days")}
WIDE = 200
# So many bars stand side by side at most; beyond, each is a week.
MOST_BARS = 93


@dataclass(frozen=True)
class Line:
    """One row of the figures: its name, and how long its bar is."""

    name: str
    brought: Brought
    width: float

    @property
    def per_hundred(self) -> int | None:
        """Votes and ideas for a hundred visits; nothing where one takes part without a visit."""
        visits = 0 if self.within else self.brought.visits
        return round(self._acts * 100 / visits) if visits else None

    @property
    def within(self) -> bool:
        """Whether some of what it brought was done without a visit, within a widget (also one with a label's code)."""
        return is_widget(self.brought.channel) or self._acts > self.brought.visits

    @property
    def _acts(self) -> int:
        return self.brought.votes + self.brought.ideas


@dataclass(frozen=True)
class Visits:
    """Visits by day, or by week: the drawing and its table."""

    drawing: DayChart
    days: tuple[tuple[str, int], ...]
    weekly: bool


@blueprint.get("")
@access.staff(Act.SEE_FIGURES)
def shown(campaign: str) -> ResponseReturnValue:
    """What the links brought in a period."""
    return frame.page("sharing/figures", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.get("/figures.csv")
@access.staff(Act.SEE_FIGURES)
def export(campaign: str) -> ResponseReturnValue:
    """The same figures for a spreadsheet."""
    view, lang = lookups.campaign_for_staff(campaign), access.person().lang
    heads = [gettext(lang, head) for head in (N_("Shared on"), N_("Visits"), N_("Ideas"), N_("Votes"))]
    figures = _figures(view, clock.now())
    rows: list[Sequence[str | int]] = [heads]
    rows += [(line.name, *_numbers(line.brought)) for line in _lines(view, figures, lang)]
    rows.append((gettext(lang, N_("Without a link")), "", figures.ideas_without, figures.votes_without))
    name = f"{view.slug}-sharing-{_period()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(spreadsheets.written(rows), mimetype="text/csv", headers=headers)


@blueprint.post("/labels")
@access.staff(Act.MANAGE_SHARING, "share.labelled")
def add(campaign: str) -> ResponseReturnValue:
    """Add a label."""
    view, typed = lookups.campaign_for_staff(campaign), _typed_label()
    try:
        acts.add_label(view.id, typed["label"], _kind(), by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "sharing/figures", **_values(view, typed))
    flash(N_("The label is there: its links can be copied."))
    return redirect(url_for("desk_sharing.shown", campaign=campaign) + "#labels", 303)


@blueprint.get("/labels/<int:number>")
@access.staff(Act.MANAGE_SHARING)
def label(campaign: str, number: int) -> ResponseReturnValue:
    """A label, to be called otherwise."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("sharing/label", **_of_label(view, number))


@blueprint.post("/labels/<int:number>")
@access.staff(Act.MANAGE_SHARING, "share.renamed")
def rename(campaign: str, number: int) -> ResponseReturnValue:
    """Call a label otherwise; its links stay."""
    view, typed = lookups.campaign_for_staff(campaign), _typed_label()
    by, now = audit.staff(access.person().id), clock.now()
    try:
        acts.rename_label(view.id, number, typed["label"], _kind(), by=by, now=now)
    except Refused as refusal:
        return frame.again(refusal, "sharing/label", **_of_label(view, number, typed))
    flash(N_("The label has its new name; its links and figures stay."))
    return redirect(url_for("desk_sharing.shown", campaign=campaign) + "#labels", 303)


@blueprint.post("/first")
@access.staff(Act.MANAGE_SHARING, "campaign.look_changed")
def pick(campaign: str) -> ResponseReturnValue:
    """Pick the four in the open."""
    view, picked = lookups.campaign_for_staff(campaign), request.form.getlist("first")
    try:
        acts.pick(view.id, picked, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "sharing/figures", **_values(view, picked=picked))
    flash(N_("These four stand in the open from now on."))
    return redirect(url_for("desk_sharing.shown", campaign=campaign) + "#first", 303)


@blueprint.get("/labels/<int:number>/<lang>.<any(svg, png):kind>")
@access.staff(Act.SEE_FIGURES)
def qr(campaign: str, number: int, lang: str, kind: str) -> ResponseReturnValue:
    """The QR code of a label's link, to be printed: in lines of any size, or in pixels for a slide."""
    view = lookups.campaign_for_staff(campaign)
    found = _label(view, number)
    if lang not in view.languages:
        abort(404)
    drawn, file = segno.make(shares.link_of(view, found.channel, lang), error="q", micro=False), BytesIO()
    drawn.save(file, kind=kind, scale=10 if kind == "svg" else 24, border=4, light="#fff")
    headers = {"Content-Disposition": f'attachment; filename="{view.slug}-{number}-{lang}.{kind}"'}
    mimetype = "image/svg+xml" if kind == "svg" else "image/png"
    return Response(file.getvalue(), mimetype=mimetype, headers=headers)


def _typed_label() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("label", "kind")}


def _kind() -> LabelKind:
    """What it stands for; what is no kind of ours is something else."""
    typed = request.form.get("kind", "")
    return LabelKind(typed) if typed in set(LabelKind) else LabelKind.OTHER


def _label(view: CampaignView, number: int) -> Label:
    """The label of this number. Errors: 404."""
    return next((one for one in queries.labels(view.id) if one.number == number), None) or abort(404)


def _of_label(view: CampaignView, number: int, typed: dict[str, str] | None = None) -> dict[str, Any]:
    lang, found = access.person().lang, _label(view, number)
    i18n.speak(lang)
    return {
        "section": "sharing",
        "campaign": view.slug,
        "label": found,
        "typed": typed or {"label": found.name, "kind": found.kind.value},
        "kinds": _kinds(lang),
        "longest": LONGEST_LABEL,
    }


def _kinds(lang: str) -> list[tuple[str, str]]:
    return [(kind.value, words.label_kind(lang, kind)) for kind in LabelKind]


def _period() -> str:
    asked = request.args.get("period", "all")
    return asked if asked in PERIODS else "all"


def _begins(view: CampaignView, now: datetime) -> date | None:
    """The first day of the period asked for, by the campaign's calendar: today is its last."""
    length = PERIODS[_period()]
    return now.astimezone(ZoneInfo(view.zone)).date() - timedelta(days=length - 1) if length else None


def _figures(view: CampaignView, now: datetime) -> Figures:
    begins = _begins(view, now)
    since = datetime.combine(begins, time(), ZoneInfo(view.zone)).astimezone(UTC) if begins else None
    return queries.figures(view.id, since=since, day=begins.isoformat() if begins else "")


def _numbers(brought: Brought) -> tuple[int, int, int]:
    return brought.visits, brought.ideas, brought.votes


def _lines(view: CampaignView, figures: Figures, lang: str) -> list[Line]:
    """Every channel that brought something, and every label though it brought nothing yet."""
    labels = {label.channel: label.name for label in queries.labels(view.id)}
    seen = {line.channel for line in figures.lines}
    idle = [Brought(channel, 0, 0, 0) for channel in labels if channel not in seen]
    most = max((line.visits for line in figures.lines), default=0) or 1
    return [
        Line(words.source(lang, line.channel, labels), line, round(line.visits / most * WIDE, 1))
        for line in (*figures.lines, *idle)
    ]


def _visits(view: CampaignView, figures: Figures, lang: str, now: datetime) -> Visits | None:
    """Every day of the period, also those without a visit; None where nobody has followed a link."""
    today = now.astimezone(ZoneInfo(view.zone)).date()
    first = _begins(view, now) or min((date.fromisoformat(day) for day in figures.days), default=None)
    if first is None or not figures.days:
        return None
    days = [today - timedelta(days=back) for back in range((today - first).days, -1, -1)]
    counts = [figures.days.get(day.isoformat(), 0) for day in days]
    weekly = len(days) > MOST_BARS
    if weekly:
        ends = range(len(days), 0, -7)
        counts = [sum(counts[max(0, end - 7) : end]) for end in reversed(ends)]
        days = [days[max(0, end - 7)] for end in reversed(ends)]
    noon = time(12)
    said = [dates.short_day(lang, datetime.combine(day, noon, ZoneInfo(view.zone)), view.zone) for day in days]
    return Visits(charts.day_chart(counts), tuple(zip(said, counts, strict=True)), weekly)


@dataclass(frozen=True)
class Labelled:
    """A label as it is listed: what it stands for, its links by language, what they brought in the period."""

    label: Label
    kind: str
    links: tuple[tuple[str, str], ...]
    brought: Brought


def _labelled(view: CampaignView, figures: Figures, lang: str) -> list[Labelled]:
    brought = {line.channel: line for line in figures.lines}
    return [
        Labelled(
            label,
            words.label_kind(lang, label.kind),
            tuple((tongue, shares.link_of(view, label.channel, tongue)) for tongue in view.languages),
            brought.get(label.channel, Brought(label.channel, 0, 0, 0)),
        )
        for label in queries.labels(view.id)
    ]


def _values(view: CampaignView, typed: dict[str, str] | None = None, picked: list[str] | None = None) -> dict[str, Any]:
    person, now = access.person(), clock.now()
    i18n.speak(person.lang)
    figures = _figures(view, now)
    lines = _lines(view, figures, person.lang)
    voted = [line for line in lines if line.brought.votes]
    first = [network.value for network in shares.first_of(view)]
    return {
        "section": "sharing",
        "campaign": view.slug,
        "figures": figures,
        "lines": lines,
        "best": max(voted, key=lambda line: line.brought.votes, default=None),
        "visits": _visits(view, figures, person.lang, now),
        "periods": [(key, gettext(person.lang, said)) for key, said in SAID.items()],
        "period": _period(),
        "labels": _labelled(view, figures, person.lang),
        "kinds": _kinds(person.lang),
        "networks": [(network.value, words.label(person.lang, Network(network))) for network in PICKED_FROM],
        "picked": first if picked is None else picked,
        "shown": SHOWN,
        "longest": LONGEST_LABEL,
        "typed": typed or {"label": "", "kind": LabelKind.PRESS.value},
        "may_manage": person.may(Act.MANAGE_SHARING, view.id),
    }
