"""The chapters of a fair-play file on how a result came about: the count, a blend with its figures, a tie-break."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from contest.queries import blends, dossiers, results, tie_breaks
from contest.queries.blends import Brought
from contest.rules import sealed
from contest.rules.ballots import vote_rules
from contest.rules.blend import Part
from contest.services.dossiers.scene import Scene
from contest.words import blending, voting
from contest.words.dossiers import Section, Table


def result(scene: Scene) -> list[Section]:
    """The ranking as it was closed."""
    standings = results.standings(scene.view.id, scene.phase.id)
    known = dossiers.names(scene.view.id, [one.entry_id for one in standings])
    method = vote_rules(scene.phase.settings).method
    rows = [
        (
            f"{one.rank}{' =' if one.tied else ''}",
            str(known[one.entry_id][0]),
            known[one.entry_id][1],
            voting.amount(scene.lang, method, one.votes, final=True),
        )
        for one in standings
        if one.entry_id in known
    ]
    head = (scene.gettext("Rank"), scene.gettext("Number"), scene.gettext("Idea"), scene.gettext("Votes"))
    return [Section(scene.gettext("The result"), table=Table("result.csv", head, rows, figures=(3,)))]


def blend(scene: Scene) -> list[Section]:
    """Where the result is a blend: each idea's points, and the figures of jury and sales as they were brought in."""
    frozen = results.blend_of(scene.view.id, scene.phase.id)
    if frozen is None:
        return []
    known = dossiers.names(scene.view.id, [row.entry_id for row in frozen.rows])
    parts = [term.part for term in frozen.formula.terms]
    rows = [
        (
            str(row.rank),
            *known[row.entry_id][1:],
            *(blending.hundredths(scene.lang, row.points[part]) for part in parts),
            blending.total(scene.lang, row.total),
        )
        for row in frozen.rows
        if row.entry_id in known
    ]
    named = [blending.part(scene.lang, part, head=True) for part in parts]
    head = (scene.gettext("Rank"), scene.gettext("Idea"), *named, scene.gettext("Total"))
    files = blends.brought(scene.view.id, scene.phase.id)
    lines = [
        scene.gettext(
            "%(part)s: brought in by %(name)s, %(when)s; the figures are in %(file)s, SHA-256 %(digest)s.",
            part=blending.part(scene.lang, part, head=True),
            name=files[part].by,
            when=scene.moment(files[part].at),
            file=f"sealed-{part.value}.csv",
            digest=digest,
        )
        for part, digest in frozen.digests.items()
        if digest and part in files
    ]
    title = scene.gettext("What the result is made of")
    return [
        Section(title, lines, table=Table("blend.csv", head, rows, range(2, len(head)))),
        Section(
            scene.gettext("The figures as they were brought in"),
            table=_brought(scene, files, known),
            level=2,
        ),
    ]


def _brought(scene: Scene, files: Mapping[Part, Brought], known: Mapping[UUID, tuple[int, str]]) -> Table:
    figures = [sealed.written(one.file) for one in files.values()]
    rows = [
        (str(number), name, *(scene.number(Decimal(said[entry])) if entry in said else "" for said in figures))
        for entry, (number, name) in sorted(known.items(), key=lambda pair: pair[1])
    ]
    named = [blending.part(scene.lang, part, head=True) for part in files]
    head = (scene.gettext("Number"), scene.gettext("Idea"), *named)
    return Table("figures.csv", head, rows, range(2, len(head)))


def tie_break(scene: Scene) -> list[Section]:
    """Where several shared the first place and the right answer was said: who answered what, and who is nearest."""
    found = tie_breaks.decided(scene.view.id, scene.phase.id)
    if found is None:
        return []
    known = dossiers.names(scene.view.id, [guess.entry_id for guess in found.guesses])
    rows = [
        (
            *map(str, known[guess.entry_id]),
            scene.gettext("no answer") if guess.answer is None else scene.number(guess.answer),
            scene.moment(guess.received),
        )
        for guess in found.guesses
        if guess.entry_id in known
    ]
    nearest = known.get(found.winner) if found.winner else None
    lines = [
        found.question.get(scene.lang) or next(iter(found.question.values())),
        scene.gettext("The right answer is %(answer)s.", answer=scene.number(found.answer)),
        scene.gettext("“%(name)s” is nearest.", name=nearest[1])
        if nearest
        else scene.gettext("It decides nothing: somebody has to."),
    ]
    head = (scene.gettext("Number"), scene.gettext("Idea"), scene.gettext("Author’s answer"), scene.gettext("Received"))
    return [Section(scene.gettext("The tie-break question"), lines, table=Table("tie-break.csv", head, rows, (2,)))]
