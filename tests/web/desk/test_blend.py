"""What a result is made of, at the desk and in public; and the file that a lawyer or bailiff is handed afterwards."""

import hashlib
import zipfile
from io import BytesIO

import pytest

from contest import clock, worker
from contest.queries import results
from contest.rules.roles import Role
from contest.services import sequencer
from tests.living import House
from tests.services.polls import HOUR
from tests.web import visits
from tests.web.desk import rooms
from tests.web.desk.test_results import Vote, vote

__all__ = ["vote"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORMULA = {
    "weight_public": "60",
    "weight_jury": "40",
    "weight_sales": "",
    "first": "public",
    **{f"points_{part}": "share" for part in ("public", "jury", "sales")},
}


def room(vote: Vote, part: str = "blend/1") -> str:
    return rooms.room(part, vote.slug)


def set_up(vote: Vote) -> None:
    """A formula before the vote begins."""
    with vote.app.app_context():
        vote.poll.move(opens=HOUR, closes=48 * HOUR)
    page = vote.manager.get(room(vote))
    bad = visits.form(page, "/blend/1").send(vote.manager, **FORMULA | {"weight_jury": "30"}, blend_reason="")
    assert (bad.status_code, set(rooms.wrong(bad))) == (422, {"weights", "blend_reason"})
    good = visits.form(bad, "/blend/1").send(vote.manager, **FORMULA, blend_reason="As the rules say.")
    assert (good.status_code, good.location) == (303, room(vote))
    with vote.app.app_context():
        vote.poll.move(opens=-HOUR, closes=HOUR)


def brings(vote: Vote, sheet: str):
    """Send a sheet of the jury's scores."""
    given = {"part": "jury", "sheet": (BytesIO(sheet.encode()), "jury.csv"), "csrf_token": rooms.token(vote.manager)}
    return vote.manager.post(room(vote) + "/figures", data=given, content_type="multipart/form-data")


def test_a_blend_from_the_formula_to_the_published_points(vote: Vote):
    set_up(vote)
    vote.votes(Sel=4, Vinaigre=3)
    said = rooms.words(vote.manager.get(room(vote)))
    assert "60% public vote and 40% jury" in said
    assert "Enough votes make any idea win, whatever the other parts say." in said
    bad = brings(vote, "number;figure\n1;1\n2;two\n")
    assert bad.status_code == 422
    assert "Row 3, figure Please give a number from 0 on" in rooms.words(bad)
    assert brings(vote, "number;figure\n1;1\n2;3\n3;0\n").status_code == 303
    with vote.app.app_context():
        sequencer.run(clock.now())
    # Vinegar leads by 45 + 40 points to 60 + 13.33; with six votes for salt it is 30 + 40.
    page = rooms.words(vote.manager.get(room(vote)))
    assert "With 2 more ballots “Sel” would win instead of “Vinaigre”." in page
    live = rooms.words(House(vote.app).visitor().get(f"/en/{vote.slug}/results/1"))
    assert "The result will be made of: 60% public vote and 40% jury." in live
    vote.ends()
    assert vote.closes().status_code == 303
    public = rooms.words(House(vote.app).visitor().get(f"/en/{vote.slug}/results/1"))
    assert "1 Vinaigre 85.00 points Public vote: 75.00 × 60% = 45.00 Jury: 100.00 × 40% = 40.00" in public
    assert "The public vote 1 Sel 4 votes" in public
    with vote.app.app_context():
        frozen = results.blend_of(vote.poll.campaign, vote.poll.phase)
        assert frozen is not None
    assert all(digest in public for digest in frozen.digests.values() if digest)
    assert "“Vinaigre” is first" in rooms.words(vote.manager.get(vote.room))


def test_the_fair_play_file_is_written_by_the_worker_and_is_the_same_each_time(vote: Vote):
    set_up(vote)
    vote.votes(Sel=2, Vinaigre=1)
    brings(vote, "number;figure\n1;1\n2;3\n3;0\n")
    address = room(vote, "fair-play-file/1")
    assert rooms.send(vote.manager, address, lang="en").status_code == 409
    vote.ends()
    vote.closes()
    for _ in range(2):
        assert rooms.send(vote.manager, address, lang="en").status_code == 303
    assert "being written" in rooms.words(vote.manager.get(address))
    assert vote.manager.get(f"{address}/en.zip").status_code == 404
    worker.run_once(vote.app, clock.now())
    answer = vote.manager.get(f"{address}/en.zip", buffered=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    with zipfile.ZipFile(BytesIO(answer.data)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    sums = dict(line.split("  ")[::-1] for line in members["checksums.txt"].decode().partition("\n\n")[0].splitlines())
    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in members.items() if name != "checksums.txt"
    }
    assert members["fair-play.pdf"].startswith(b"%PDF")
    assert b"/StructTreeRoot" in members["fair-play.pdf"]
    assert {"result.csv", "blend.csv", "sealed-jury.csv", "ballots.csv", "unusual.csv", "changes.csv"} < members.keys()
    assert "As the rules say." in members["changes.csv"].decode()
    next(vote.app.config["SETTINGS"].media.rglob("dossiers/*.zip")).unlink()
    assert rooms.send(vote.manager, address, lang="en").status_code == 303
    worker.run_once(vote.app, clock.now())
    assert vote.manager.get(f"{address}/en.zip", buffered=True).data == answer.data
    assert rooms.send(vote.manager, address, lang="de").status_code == 404
    assert House(vote.app).staff(Role.MODERATOR).get(f"{address}/en.zip").status_code == 403
