"""What stands in a fair-play file: the chapters, in the order in which somebody would ask."""

from collections.abc import Callable, Sequence
from uuid import UUID

from contest.queries import archives, blends, campaigns, dossiers, proof
from contest.rules.ballots import vote_rules
from contest.rules.eligibility import who_may
from contest.rules.spreadsheets import written
from contest.services import keys
from contest.services.dossiers import outcome
from contest.services.dossiers.scene import Scene
from contest.words import blending, eligibility, fairplay, histories, voting
from contest.words import dossiers as words
from contest.words.dossiers import Dossier, Section, Table


def compose(campaign_id: UUID, phase_id: UUID, lang: str, log: str) -> Dossier:
    """The whole file of a closed vote; `log` is the SHA-256 of its lines. Errors: LookupError while it is open."""
    view, state = campaigns.by_id(campaign_id, lang), dossiers.state(campaign_id, phase_id)
    phase = next((one for one in view.phases if one.id == phase_id), None) if view else None
    if view is None or phase is None or state is None:
        raise LookupError(phase_id)
    scene = Scene(view, phase, lang, state.until)
    name = f"{view.name}, {view.phase_name(phase.position)}"
    subtitle = scene.gettext("As of %(moment)s, time of %(zone)s", moment=scene.moment(state.until), zone=view.zone)
    found = Dossier(lang, scene.gettext("Fair-play file: %(name)s", name=name), subtitle, view.brand)
    chapters: tuple[Callable[[Scene], Sequence[Section]], ...] = (
        _vote,
        outcome.result,
        outcome.blend,
        outcome.tie_break,
        _states,
        _unusual,
        _signatures,
        _timeline,
        _rules,
    )
    for chapter in chapters:
        found.sections += chapter(scene)
    found.sections.append(_log(scene, log))
    for section in found.sections:
        if section.table is not None:
            found.files[section.table.sheet] = written([section.table.head, *section.table.rows]).encode()
    for part, one in sorted(blends.brought(campaign_id, phase_id).items()):
        found.files[f"sealed-{part.value}.csv"] = one.file.encode()
    for document in dossiers.rules_in_force(campaign_id, phase.closes):
        found.files[f"rules-{document.version}-{document.lang}.md"] = document.body.encode()
    return found


def _vote(scene: Scene) -> list[Section]:
    rules = vote_rules(scene.phase.settings)
    who = who_may(scene.phase.settings)
    lines = [
        scene.gettext(
            "From %(opens)s to %(closes)s.",
            opens=scene.moment(scene.phase.opens),
            closes=scene.moment(scene.phase.last_second),
        ),
        eligibility.rule(scene.lang, who),
        f"{voting.name(scene.lang, rules.method)}. {voting.counted(scene.lang, rules.method)}",
    ]
    if rules.blend is not None:
        said = blending.parts(scene.lang, rules.blend)
        lines += [
            scene.gettext("The result is a blend: %(parts)s.", parts=said),
            blending.decides(scene.lang, rules.blend),
        ]
    lines.append(
        scene.gettext(
            "Up to %(number)s unusual votes may be excluded by one person, more by two.",
            number=scene.number(rules.excluded_by_one),
        )
    )
    return [Section(scene.gettext("The vote"), lines)]


def _states(scene: Scene) -> list[Section]:
    found = dossiers.by_state(scene.view.id, scene.phase.id)
    known = dossiers.names(scene.view.id, list(found))
    rows = [
        (str(known[entry][0]), known[entry][1], *(str(states[of]) for of in words.STATES), str(states.total()))
        for entry, states in sorted(found.items(), key=lambda pair: known.get(pair[0], (0, ""))[0])
        if entry in known
    ]
    named = [words.state(scene.lang, of) for of in words.STATES]
    head = (scene.gettext("Number"), scene.gettext("Idea"), *named, scene.gettext("received"))
    return [
        Section(
            scene.gettext("Ballots by idea and state"),
            [scene.gettext("A ballot that names several ideas stands in the line of each.")],
            table=Table("ballots.csv", head, rows, range(2, len(head))),
        )
    ]


def _unusual(scene: Scene) -> list[Section]:
    clusters = dossiers.decided(scene.view.id, scene.phase.id)
    rows = [
        (
            str(one.cluster.number),
            one.entry,
            fairplay.headline(scene.lang, one.cluster.size, one.cluster.begins, one.cluster.ends),
            f"{fairplay.rule(scene.lang, one.cluster.rule)} ({one.cluster.version})",
            words.decision(scene.lang, one.cluster.state),
            one.cluster.reason,
            " + ".join(filter(None, (one.by, one.second))),
            scene.moment(one.cluster.decided_at),
        )
        for one in clusters
    ]
    head = (
        scene.gettext("Cluster"),
        scene.gettext("Idea"),
        scene.gettext("What was unusual"),
        scene.gettext("Rule"),
        scene.gettext("Decision"),
        scene.gettext("Reason"),
        scene.gettext("By"),
        scene.gettext("When"),
    )
    singles = [
        (
            str(one.cluster),
            one.receipt,
            one.reason,
            " + ".join(filter(None, (one.by, one.second))),
            scene.moment(one.at),
        )
        for one in dossiers.let_out(scene.view.id, scene.phase.id)
    ]
    single_head = (head[0], scene.gettext("Receipt"), *head[5:])
    return [
        Section(scene.gettext("Unusual votes, and who decided what"), table=Table("unusual.csv", head, rows)),
        Section(
            scene.gettext("Single votes let out of a cluster"),
            table=Table("single-votes.csv", single_head, singles),
            level=2,
        ),
    ]


def _signatures(scene: Scene) -> list[Section]:
    signed = dossiers.signed(scene.view.id, scene.phase.id)
    rows: list[tuple[str, str, str, str]] = []
    if signed is not None:
        rows.append((scene.gettext("The result was closed"), signed.closed_by, scene.moment(signed.closed_at), ""))
        if signed.signed_at is not None:
            rows.append((scene.gettext("The result was signed"), signed.signed_by, scene.moment(signed.signed_at), ""))
    rows += [
        (
            scene.gettext("“%(name)s” was picked as number %(rank)s", name=one.name, rank=one.rank),
            one.by,
            scene.moment(one.at),
            one.reason,
        )
        for one in dossiers.chosen(scene.view.id, scene.phase.id)
    ]
    announcement = dossiers.announced(scene.view.id, scene.phase.id)
    if announcement is not None:
        rows.append((scene.gettext("The announcement opens"), "", scene.moment(announcement.opens), ""))
    head = (scene.gettext("What"), scene.gettext("By"), scene.gettext("When"), scene.gettext("Reason"))
    return [Section(scene.gettext("Who signed"), table=Table("signatures.csv", head, rows))]


def _timeline(scene: Scene) -> list[Section]:
    phases = [
        (scene.view.phase_name(one.position), scene.moment(one.opens), scene.moment(one.last_second))
        for one in scene.view.phases
    ]
    changes = [
        (scene.moment(one.at), one.by, histories.history(scene.lang, one.verb, one.details))
        for one in dossiers.changes(scene.view.id, scene.until)
    ]
    return [
        Section(
            scene.gettext("The schedule"),
            table=Table(
                "schedule.csv", (scene.gettext("Phase"), scene.gettext("Begins"), scene.gettext("Ends")), phases
            ),
        ),
        Section(
            scene.gettext("What was changed, and why"),
            table=Table("changes.csv", (scene.gettext("When"), scene.gettext("By"), scene.gettext("What")), changes),
            level=2,
        ),
    ]


def _rules(scene: Scene) -> list[Section]:
    """The rules that were in force at the close; the file holds them in each of their languages as published."""
    documents = {one.lang: one for one in dossiers.rules_in_force(scene.view.id, scene.phase.closes)}
    found = documents.get(scene.lang) or documents.get(scene.view.default_language)
    if found is None:
        return []
    when = scene.moment(found.published_at)
    since = scene.gettext("Version %(version)s, published on %(when)s.", version=found.version, when=when)
    return [Section(scene.gettext("The rules in force"), [since, *found.body.splitlines()])]


def _log(scene: Scene, digest: str) -> Section:
    origin = proof.sealed(scene.view.id, scene.phase.id)
    notes = archives.notes(scene.view.id, scene.phase.id)
    lines = [
        scene.gettext("Every ballot and every change of one is a line of a log that was signed again and again."),
        # Of the lines, not of the archive: that is written anew where an idea may be named no more.
        scene.gettext("Checked by: python3 verify.py, with the archive, whose lines.jsonl has this SHA-256:"),
    ]
    key = keys.head_verifier(scene.view.id, origin.origin) if origin else ""
    heads = [(str(place), note) for place, note in enumerate(notes, start=1)]
    head = (scene.gettext("Number"), scene.gettext("Signed head"))
    return Section(
        scene.gettext("The log, its signatures and its archive"),
        lines,
        [digest, key, *notes[-1:]],
        Table("heads.csv", head, heads),
    )
