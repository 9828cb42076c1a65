"""Press and posters: whom journalists call, kit and certificates once announced, posters for each label."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import announcements, campaigns, press, shares
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.press import Laureate
from contest.queries.shares import Label
from contest.rules import addresses, cards
from contest.rules import press as rules
from contest.rules.objections import Refused
from contest.rules.press import Call, Size
from contest.rules.roles import Act
from contest.services import audit
from contest.services import press as acts
from contest.services.press.papers import CALLS
from contest.web import access, i18n, lookups
from contest.web import press as files
from contest.web.desk import frame
from contest.web.pages import public_url
from contest.words import shares as words
from contest.words.catalogues import N_, gettext

blueprint = Blueprint("desk_press", __name__, url_prefix="/desk/<campaign>/press")


@dataclass(frozen=True)
class Papers:
    """An announcement that is shown: its phase, its ideas.

    Each idea with the languages its certificate is there in, and its letters that a card cannot show.
    """

    position: int
    name: str
    kit: bool
    certificates: tuple[tuple[Laureate, tuple[str, ...], str], ...]


@dataclass(frozen=True)
class Posters:
    """The posters of a label that call for one thing: which are there (language, size), and whether some are made.

    `is_old`: texts, look, logo or schedule have changed since.
    """

    call: Call
    says: str
    there: tuple[tuple[str, str], ...]
    waits: bool
    is_old: bool


@blueprint.get("")
@access.staff(Act.SEE_FIGURES)
def shown(campaign: str) -> ResponseReturnValue:
    """What there is for the press and for the shop."""
    return frame.page("press/press", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.post("/contact")
@access.staff(Act.MANAGE_SHARING, "press.contact_set")
def name(campaign: str) -> ResponseReturnValue:
    """Name the press contact."""
    view = lookups.campaign_for_staff(campaign)
    typed = {field: request.form.get(field, "") for field in rules.LONGEST}
    try:
        acts.set_contact(view.id, typed, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "press/press", **_values(view, typed))
    flash(N_("The press page names this contact from now on."))
    return redirect(url_for("desk_press.shown", campaign=campaign), 303)


@blueprint.post("/posters/<int:number>")
@access.staff(Act.MANAGE_SHARING, "poster.asked")
def ask(campaign: str, number: int) -> ResponseReturnValue:
    """Have a label's posters made."""
    view, wanted = lookups.campaign_for_staff(campaign), request.form.get("call", "")
    if wanted not in _calls(view):
        abort(400)
    try:
        acts.ask(view.id, number, Call(wanted), by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "press/press", status=409, **_values(view))
    flash(N_("The posters are being made. They stand here in a moment."))
    return redirect(url_for("desk_press.shown", campaign=campaign) + f"#label-{number}", 303)


@blueprint.get("/posters/<int:number>/<any(look, submit, vote):kind>/<lang>/<any(a4, a3):what>.pdf")
@access.staff(Act.SEE_FIGURES)
def poster(campaign: str, number: int, kind: str, lang: str, what: str) -> ResponseReturnValue:
    """One poster."""
    view = lookups.campaign_for_staff(campaign)
    file = files.poster(view, number, Call(kind), lang, Size(what)) if lang in view.languages else None
    return files.send(file, "application/pdf", f"{view.slug}-poster-{number}-{kind}-{lang}-{what}.pdf")


@blueprint.get("/<int:position>/kit.zip")
@access.staff(Act.SEE_FIGURES)
def kit(campaign: str, position: int) -> ResponseReturnValue:
    """The kit of an announcement that is shown."""
    view = lookups.campaign_for_staff(campaign)
    told = files.of_phase(view, position, clock.now())
    return files.send(files.kit(view, told.phase), "application/zip", f"{view.slug}-press-kit.zip")


@blueprint.get("/<int:position>/certificates/<int:number>/<lang>.pdf")
@access.staff(Act.SEE_FIGURES)
def certificate(campaign: str, position: int, number: int, lang: str) -> ResponseReturnValue:
    """The certificate of an idea that is announced."""
    view = lookups.campaign_for_staff(campaign)
    told = files.of_phase(view, position, clock.now())
    if number not in {one.entry.number for one in told.laureates}:
        abort(404)
    file = files.certificate(view, told.phase, number, lang) if lang in view.languages else None
    return files.send(file, "application/pdf", f"{view.slug}-certificate-{number}-{lang}.pdf")


def _reads(view: CampaignView, lang: str) -> str:
    """The language in which somebody is shown a campaign's own pages."""
    return lang if lang in view.languages else view.default_language


def _calls(view: CampaignView) -> tuple[Call, ...]:
    """What a poster that hangs from now on may call for."""
    now = clock.now()
    return rules.calls_of(frozenset(phase.kind for phase in view.phases if phase.closes > now))


def _values(view: CampaignView, typed: dict[str, str] | None = None) -> dict[str, Any]:
    person, now = access.person(), clock.now()
    i18n.speak(person.lang)
    row = press.contact(view.id)
    kept = {field: getattr(row, field) if row else "" for field in rules.LONGEST}
    labels = shares.labels(view.id)
    spoken = view if view.lang in view.languages else campaigns.by_id(view.id, view.default_language) or view
    waiting = press.unfinished(acts.key_of(view.id, label.number, call) for label in labels for call in Call)
    return {
        "section": "press",
        "campaign": view.slug,
        "page": addresses.path("press", lang=_reads(view, person.lang), campaign=view.slug),
        "kept": row,
        "typed": typed or kept,
        "longest": rules.LONGEST,
        "told": _told(view, now),
        "opens": announcements.next_opening(view.id, now),
        "labels": [
            (label, words.label_kind(person.lang, label.kind), _posters(spoken, label, waiting)) for label in labels
        ],
        "calls": [(call.value, gettext(person.lang, CALLS[call])) for call in _calls(view)],
        "may_manage": person.may(Act.MANAGE_SHARING, view.id),
    }


def _told(view: CampaignView, now: datetime) -> list[Papers]:
    return [
        Papers(
            told.phase.position,
            view.phase_name(told.phase.position),
            files.kit(view, told.phase) is not None,
            tuple((one, _languages(view, told.phase, one.entry.number), _unreached(one)) for one in told.laureates),
        )
        for told in files.announced(view, now)
    ]


def _unreached(one: Laureate) -> str:
    return cards.unreached(f"{one.entry.name} {one.entry.shown_author}")


def _languages(view: CampaignView, phase: PhaseView, number: int) -> tuple[str, ...]:
    return tuple(lang for lang in view.languages if files.certificate(view, phase, number, lang))


def _posters(view: CampaignView, label: Label, waiting: frozenset[str]) -> list[Posters]:
    """What there is of a label's posters, or is being made."""
    found = []
    for call in Call:
        there = tuple(
            (lang, size.value)
            for lang in view.languages
            for size in Size
            if files.poster(view, label.number, call, lang, size) is not None
        )
        waits = acts.key_of(view.id, label.number, call) in waiting
        if there or waits:
            says = gettext(access.person().lang, CALLS[call])
            found.append(Posters(call, says, there, waits, not waits and _is_old(view, label, call)))
    return found


def _is_old(view: CampaignView, label: Label, call: Call) -> bool:
    """Whether the poster in the language of this view would be another today."""
    file = files.poster(view, label.number, call, view.lang, Size.A4)
    paper = acts.poster(view, call, acts.poster_link(view, label.number, public_url()), Size.A4)
    return file is None or file.name != rules.poster_file(view.lang, Size.A4, paper)
