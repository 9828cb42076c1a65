"""The fair-play desk: what is unusual at the left, one cluster at the right, the decision at its foot."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import clusters
from contest.queries.campaigns import CampaignView
from contest.queries.clusters import Listed, Opened
from contest.queries.staff import others_may
from contest.rules.ballots import BallotState, vote_rules
from contest.rules.objections import Refused
from contest.rules.receipts import read_receipt
from contest.rules.roles import Act
from contest.rules.suspicion import deciding, drawing
from contest.rules.suspicion.deciding import AT_ONCE, LONGEST_REASON, ClusterState, Deed
from contest.rules.suspicion.drawing import Compared, Wave
from contest.services import fairplay
from contest.services.fairplay import Done
from contest.web import access, i18n, lookups
from contest.web.desk import frame
from contest.web.errors import status_of
from contest.words import dates
from contest.words import fairplay as words
from contest.words.catalogues import N_

blueprint = Blueprint("desk_fairplay", __name__, url_prefix="/desk/<campaign>/fair-play")
TABS: dict[str, Callable[..., list[Listed]]] = {
    "look": clusters.waiting,
    "held": clusters.held,
    "decided": clusters.decided,
}
TAB_OF = {ClusterState.OPEN: "look", ClusterState.HELD: "held"}
SAID = {
    Deed.HOLD: N_("These votes are held. Their voters are asked, by one neutral mail each."),
    Deed.RELEASE: N_("These votes count."),
    Deed.EXCLUDE: N_("These votes are excluded. The reason is published with the result."),
}
SPARING = ("receipt", "spare_reason")
PROPOSED = N_("Your proposal is noted. Somebody else has to agree.")


@dataclass(frozen=True)
class Row:
    """One cluster in the list."""

    number: int
    headline: str
    when: str
    entry: str
    lang: str
    note: str
    state: str


@dataclass(frozen=True)
class Chart:
    """The votes over time: the drawing, its labels by place, and its table of (when, votes, of the cluster, usual)."""

    drawing: Wave
    labels: dict[int, str]
    day: str
    minutes: int
    table: tuple[tuple[str, int, int, int], ...]


@blueprint.get("")
@access.staff(Act.KEEP_FAIR)
def listed(campaign: str) -> ResponseReturnValue:
    """The list alone: on a phone it is the whole page."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("fairplay/list", **_shared(view, _tab()))


@blueprint.get("/<int:number>")
@access.staff(Act.KEEP_FAIR)
def shown(campaign: str, number: int) -> ResponseReturnValue:
    """One cluster beside the list."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("fairplay/cluster", **_of_cluster(view, number))


@blueprint.post("/<int:number>/hold")
@access.staff(Act.KEEP_FAIR, "cluster.held")
def hold(campaign: str, number: int) -> ResponseReturnValue:
    """Set its votes aside."""
    return _decide(campaign, number, Deed.HOLD)


@blueprint.post("/<int:number>/release")
@access.staff(Act.KEEP_FAIR, "cluster.released", "cluster.release_proposed")
def release(campaign: str, number: int) -> ResponseReturnValue:
    """Let its votes count."""
    return _decide(campaign, number, Deed.RELEASE)


@blueprint.post("/<int:number>/exclude")
@access.staff(Act.KEEP_FAIR, "cluster.excluded", "cluster.proposed")
def exclude(campaign: str, number: int) -> ResponseReturnValue:
    """Take its votes out of the count."""
    return _decide(campaign, number, Deed.EXCLUDE)


@blueprint.post("/<int:number>/spare")
@access.staff(Act.KEEP_FAIR, "ballot.spared", "ballot.spare_proposed")
def spare(campaign: str, number: int) -> ResponseReturnValue:
    """Let a single vote count, by the receipt its voter shows."""
    view, typed = lookups.campaign_for_staff(campaign), {name: request.form.get(name, "") for name in SPARING}
    person, receipt = access.person(), read_receipt(typed["receipt"]) or ""
    try:
        done = fairplay.spare(view.id, number, receipt, reason=typed["spare_reason"], by=person.id, now=clock.now())
    except LookupError:
        abort(404)
    except Refused as refusal:
        page = _of_cluster(view, number, sparing=typed)
        return frame.again(refusal, "fairplay/cluster", status=status_of(refusal), **page)
    flash(PROPOSED if done is Done.PROPOSED else N_("This vote counts, whatever is decided about the others."))
    return redirect(url_for("desk_fairplay.shown", campaign=campaign, number=number), 303)


def _decide(campaign: str, number: int, deed: Deed) -> ResponseReturnValue:
    view, reason = lookups.campaign_for_staff(campaign), request.form.get("reason", "")
    try:
        done = _done(view, number, deed, reason)
    except LookupError:
        abort(404)
    except Refused as refusal:
        page = _of_cluster(view, number, reason)
        return frame.again(refusal, "fairplay/cluster", status=status_of(refusal), **page)
    flash(PROPOSED if done is Done.PROPOSED else SAID[deed])
    return redirect(url_for("desk_fairplay.shown", campaign=campaign, number=number), 303)


def _done(view: CampaignView, number: int, deed: Deed, reason: str) -> Done:
    person, now, seen = access.person(), clock.now(), request.form.get("seen", "")
    if deed is Deed.EXCLUDE:
        return fairplay.exclude(view.id, number, reason=reason, lang=person.lang, by=person.id, now=now, seen=seen)
    act = fairplay.hold if deed is Deed.HOLD else fairplay.release
    return act(view.id, number, reason=reason, by=person.id, now=now, seen=seen)


def _tab() -> str:
    asked = request.args.get("tab", "look")
    return asked if asked in TABS else "look"


def _shared(view: CampaignView, tab: str) -> dict[str, Any]:
    """What every page with the list has."""
    lang = access.person().lang
    i18n.speak(lang)
    counted = clusters.counts(view.id)
    waiting = counted[ClusterState.OPEN]
    return {
        "section": "fairplay",
        "campaign": view.slug,
        "tab": tab,
        "lines": [_row(one, lang, view.zone) for one in TABS[tab](view.id)],
        "counts": {
            "look": min(waiting, AT_ONCE),
            "held": counted[ClusterState.HELD],
            "decided": counted[ClusterState.RELEASED] + counted[ClusterState.EXCLUDED],
        },
        "behind": max(0, waiting - AT_ONCE),
        "chosen": 0,
    }


def _row(one: Listed, lang: str, zone: str) -> Row:
    cluster = one.cluster
    return Row(
        number=cluster.number,
        headline=words.headline(lang, cluster.size, cluster.begins, cluster.ends),
        when=f"{dates.short_day(lang, cluster.begins, zone)}, {dates.clock(lang, cluster.begins, zone)}",
        entry=one.entry_name,
        lang=one.entry_lang,
        note=words.rule(lang, cluster.rule),
        state=cluster.state.value,
    )


def _of_cluster(
    view: CampaignView, number: int, typed: str = "", sparing: dict[str, str] | None = None
) -> dict[str, Any]:
    """What a page about one cluster has besides."""
    opened = clusters.one(view.id, number)
    if opened is None:
        abort(404)
    cluster, person = opened.listed.cluster, access.person()
    phase = next((one for one in view.phases if one.id == cluster.phase_id), None)
    shared = _shared(view, TAB_OF.get(cluster.state, "decided"))
    by_one = vote_rules(phase.settings if phase else {}).excluded_by_one
    proposed = cluster.proposed_by is not None
    return {
        **shared,
        "chosen": number,
        "opened": opened,
        "cluster": cluster,
        "looks": deciding.looks(cluster.state, cluster.size, cluster.proposed_at),
        "headline": words.headline(person.lang, cluster.size, cluster.begins, cluster.ends),
        "rule": words.rule(person.lang, cluster.rule),
        "unusual": _facts(person.lang, cluster.facts["unusual"]),
        "explains": _facts(person.lang, cluster.facts["explains"]),
        "chart": _chart(opened, person.lang, view.zone),
        **_comparison(opened, person.lang),
        "closed": fairplay.is_closed(view.id, cluster.phase_id),
        "by_one": by_one,
        "needs_two": clusters.alone(cluster) > by_one,
        "by_two": cluster.second_by is not None and cluster.state is ClusterState.EXCLUDED,
        "is_mine": cluster.proposed_by == person.id,
        "proposed": proposed,
        "others_may": others_may(Act.KEEP_FAIR, view.id, person.id),
        "longest": LONGEST_REASON,
        "reason": typed,
        "spared": clusters.spared(cluster),
        "sparing": sparing or dict.fromkeys(SPARING, ""),
    }


def _facts(lang: str, stored: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [line for one in stored for line in words.fact(lang, one)]


def _chart(opened: Opened, lang: str, zone: str) -> Chart:
    cluster = opened.listed.cluster
    stretch = drawing.stretch(cluster.begins, cluster.ends, now=clock.now())
    steps = clusters.steps(cluster, stretch)
    usual = drawing.expected(steps.votes, steps.cluster, steps.others)
    drawn = drawing.wave(steps.votes, steps.cluster, usual)
    whole_days = stretch.ends - stretch.begins > 2 * drawing.STEPS[-1]

    def said(place: int) -> str:
        moment = stretch.at(place)
        return dates.short_day(lang, moment, zone) if whole_days else dates.clock(lang, moment, zone)

    def exact(moment: datetime) -> str:
        return f"{dates.short_day(lang, moment, zone)}, {dates.clock(lang, moment, zone)}"

    return Chart(
        drawing=drawn,
        labels={place: said(place) for _, place in drawn.ticks},
        day=dates.day(lang, cluster.begins, zone),
        minutes=int(stretch.step.total_seconds() // 60),
        table=tuple(
            (exact(stretch.at(place)), steps.votes[place], steps.cluster[place], round(usual[place]))
            for place in range(stretch.count)
        ),
    )


def _comparison(opened: Opened, lang: str) -> dict[str, Any]:
    """The count with and without, and what it does to the order."""
    cluster, ballots = opened.listed.cluster, opened.ballots
    aside = ballots[BallotState.HELD] + ballots[BallotState.EXCLUDED]
    standing, own = clusters.standing(cluster, aside), clusters.counts_for(cluster)
    found: Compared = drawing.compared(standing, own, aside + ballots[BallotState.COUNTED])
    return {
        "compared": found,
        "own": own,
        "names": clusters.names(cluster.campaign_id, [line.entry_id for line in found.lines]),
        "order": words.order(lang, found, opened.listed.entry_name),
        "place": lambda rank: words.place(lang, rank),
    }
