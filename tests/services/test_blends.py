"""A blend from the formula to the result: said before the vote, figures in whole or not at all, sealed, counted."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from contest.db import reading
from contest.models import Audit, BlendFigures
from contest.queries import archives, blends, results
from contest.rules.blend import Blend, Part, Points, Term
from contest.rules.objections import Refused
from contest.services import blends as acts
from contest.services import results as closing
from contest.services.deliveries import archives as deliveries
from contest.services.deliveries import leases
from tests.services.deliveries.test_archives import HOST, PROGRAM, changed, program, refused
from tests.services.polls import HOUR, Poll, clock, make_poll

pytestmark = pytest.mark.usefixtures("inside")
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORMULA = Blend((Term(Part.PUBLIC, 60, Points.SHARE), Term(Part.JURY, 40, Points.SHARE)), Part.PUBLIC)


def sets(poll: Poll, wanted: Blend | None, reason: str = "The rules say so.") -> list[str]:
    try:
        acts.set_formula(poll.campaign, poll.phase, wanted, reason=reason, by=poll.staff, now=clock())
    except Refused as refusal:
        return [one.key for one in refusal.objections]
    return []


def brings(poll: Poll, sheet: str, part: Part = Part.JURY) -> list[str]:
    try:
        faults = acts.bring(poll.campaign, poll.phase, part, sheet.encode(), by=poll.staff, now=clock())
    except Refused as refusal:
        return [one.key for one in refusal.objections]
    return [f"{one.row} {one.objection.key}" for one in faults]


def closes(poll: Poll) -> list[str]:
    try:
        closing.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    except Refused as refusal:
        return [one.key for one in refusal.objections]
    return []


def verbs() -> list[str]:
    wanted = ("blend.changed", "blend.brought")
    return list(reading().scalars(select(Audit.verb).where(Audit.verb.in_(wanted)).order_by(Audit.id)))


def test_a_formula_is_said_before_the_vote_and_figures_are_in_whole_or_not_at_all():
    poll = make_poll("salt", "vinegar", "pickle")
    assert sets(poll, FORMULA) == ["vote_begun"]
    poll.move(opens=HOUR, closes=48 * HOUR)
    assert sets(poll, FORMULA, reason=" ") == ["schedule_reason_missing"]
    assert sets(poll, Blend(FORMULA.terms[:1], Part.PUBLIC)) == ["blend_weights"]
    assert brings(poll, "number;figure\n1;1\n2;2\n3;3\n") == ["blend_without_part"]
    for _ in range(2):
        assert sets(poll, FORMULA) == []
    poll.move(opens=-HOUR, closes=HOUR)
    assert sets(poll, None) == ["vote_begun"]
    for name, many in (("salt", 4), ("vinegar", 3)):
        for _ in range(many):
            poll.cast(poll.participant(), name)
    assert brings(poll, "number;figure\n1;1\n2;x\n") == ["3 figure_malformed"]
    assert brings(poll, "number;figure\n1;1\n2;2\n") == ["0 figure_missing"]
    assert reading().scalars(select(BlendFigures)).all() == []
    poll.over()
    assert closes(poll) == ["jury_figures_missing"]
    for sheet in (
        "number;figure\n1;9\n2;9\n3;9\n",
        "number;figure\n1;2,5\n2;10\n3;1\n",
        "number,figure\n3,1\n2,10.0\n1,2.5\n",
    ):
        assert brings(poll, sheet) == []
    assert brings(poll, "number;figure\n1;1\n2;1\n3;1\n", Part.SALES) == ["blend_without_part"]
    assert verbs() == ["blend.changed", "blend.brought", "blend.brought"]
    poll.entry("late")
    assert closes(poll) == ["jury_figure_missing"]
    assert brings(poll, "number;figure\n1;2.5\n2;10\n3;1\n4;0\n") == []
    sealed = blends.brought(poll.campaign, poll.phase)[Part.JURY]
    assert closes(poll) == []
    assert brings(poll, "number;figure\n1;1\n2;1\n3;1\n4;1\n") == ["result_closed_already"]
    standings = results.standings(poll.campaign, poll.phase)
    names = {entry: name for name, entry in poll.entries.items()}
    # Salt has the most votes, vinegar the jury: 45 + 40 against 60 + 10.
    assert [(names[one.entry_id], one.votes, one.rank) for one in standings] == [
        ("vinegar", 3, 1),
        ("salt", 4, 2),
        ("pickle", 0, 3),
        ("late", 0, 4),
    ]
    frozen = results.blend_of(poll.campaign, poll.phase)
    assert frozen is not None
    assert ([row.total for row in frozen.rows], frozen.digests[Part.JURY]) == (
        [850_000, 700_000, 40_000, 0],
        sealed.digest,
    )
    figures = results.staff_figures(poll.campaign, poll.phase)
    assert [names[line.entry_id] for line in figures.lines] == ["vinegar", "salt", "pickle", "late"]


def blended(media: Path, **settings) -> tuple[Poll, Path]:
    """A closed vote with a blend, and its archive."""
    poll = make_poll("salt", "vinegar", "pickle", **settings)
    for name, many in (("salt", 4), ("vinegar", 3)):
        for _ in range(many):
            poll.fill(poll.participant(), name)
    brings(poll, "number;figure\n1;2.5\n2;10\n3;1\n")
    poll.over(timedelta(hours=2))
    assert closes(poll) == []
    assert leases.work(deliveries.handlers(media, PROGRAM, HOST), clock())
    return poll, media / archives.file_of(poll.campaign, 1)


def bent(file: Path, target: Path, change, part: str = "blend") -> Path:
    """The archive with another blend in its result, or another tie-break."""

    def altered(data: bytes) -> bytes:
        result = json.loads(data)
        change(result[part])
        return json.dumps(result).encode()

    return changed(file, target, "result.json", altered)


def swap_points(blend: dict) -> None:
    first, second = blend["ranking"][:2]
    first["points"]["jury"], second["points"]["jury"] = second["points"]["jury"], first["points"]["jury"]


LIES = {
    "other points of the jury": swap_points,
    "points that are none": lambda blend: blend["ranking"][0]["points"].update(jury=10001),
    "another total": lambda blend: blend["ranking"][0].update(total=999_999),
    "other weights": lambda blend: blend["parts"][0].update(weight=50),
    "another order": lambda blend: blend["ranking"].reverse(),
    "one left out": lambda blend: blend["ranking"].pop(),
    "no tie": lambda blend: blend.update(tie=True),
    "another tie-break": lambda blend: blend.update(first="jury"),
}


@SQLITE
def test_the_program_recounts_a_blend_and_refuses_another(tmp_path, monkeypatch):
    poll, file = blended(tmp_path, blend=FORMULA.as_settings())
    said = program.verify(file)
    assert "by the blend (public 60 %, jury 40 %)" in said
    assert "   1.     85.00  2 vinegar\n" in said
    sealed = tmp_path / "jury.csv"
    sealed.write_text(blends.brought(poll.campaign, poll.phase)[Part.JURY].file)
    assert program.verify(file, figures=[sealed])
    sealed.write_text(sealed.read_text().replace(",10\n", ",11\n"))
    assert "none of those that were sealed" in refused(file, figures=[sealed])
    monkeypatch.setattr(program, "check_sums", lambda archive, key: None)
    for name, lie in LIES.items():
        assert refused(bent(file, tmp_path / "lie.zip", lie)), name
    with zipfile.ZipFile(file) as archive:
        assert "2.5" not in archive.read("result.json").decode()


@SQLITE
@pytest.mark.parametrize("method", ["runoff", "schulze", "stars"])
def test_every_way_of_voting_goes_into_a_blend(tmp_path, method):
    formula = Blend((Term(Part.PUBLIC, 55, Points.RANK), Term(Part.JURY, 45, Points.RANK)), Part.JURY)
    _, file = blended(tmp_path, method=method, blend=formula.as_settings())
    assert "by the blend" in program.verify(file)
