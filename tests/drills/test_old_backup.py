"""An old backup is put back: the database agrees with itself, and a head that a witness keeps tells of it."""

from pathlib import Path

import pytest
from click.testing import Result

from contest import clock
from contest.db import database as db
from contest.queries import proof
from contest.services import sealing, sequencer
from tests import crowds, databases
from tests.living import House

HOST = "drill.example"
AFTER = 30


def type_in(house: House, *words: str) -> Result:
    """What a command answers."""
    with house.app.app_context():
        answer = house.app.test_cli_runner().invoke(args=list(words))
        db.session.remove()
        db.engine.dispose()
    return answer


def more_votes(house: House, how_many: int, first: int) -> str:
    """So many votes more, put in order and sealed; the head as a witness is mailed it."""
    with house.app.app_context():
        now, campaign = clock.now(), house.campaign()
        crowds.add_ballots(campaign, how_many, now=now, first=first)
        sequencer.run(now)
        sealing.run(HOST, now)
        head = proof.head(campaign, crowds.vote_of(campaign))
        db.session.remove()
        assert head is not None
        return head.note


@pytest.mark.drill
def test_that_an_old_backup_was_put_back_is_noticed_by_the_last_head_a_witness_has(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", f"{databases.find_binaries()}:/usr/bin:/bin")
    earlier, witnessed = tmp_path / "earlier", tmp_path / "witnessed"
    earlier.write_text(more_votes(house, AFTER, 1))
    assert type_in(house, "backup", str(tmp_path / "backup")).exit_code == 0
    witnessed.write_text(more_votes(house, 2 * AFTER, 1001))
    assert type_in(house, "verify", "--head", str(witnessed)).exit_code == 0
    restored = type_in(house, "restore", str(tmp_path / "backup"), "--replace")
    assert restored.exit_code == 0, restored.output
    # By itself it cannot tell; what was witnessed before the backup still holds.
    alone = type_in(house, "verify")
    before = type_in(house, "verify", "--head", str(earlier))
    told = type_in(house, "verify", "--head", str(witnessed))
    assert (alone.exit_code, before.exit_code, told.exit_code) == (0, 0, 1), told.output
    assert "is missing" in told.output
    # Nor is it hidden by votes that come after, as many as are missing and more.
    more_votes(house, 4 * AFTER, 2001)
    hidden = type_in(house, "verify", "--head", str(witnessed))
    assert hidden.exit_code == 1
    assert "was changed" in hidden.output
    with house.app.app_context():
        kind = db.engine.dialect.name
    print(f"\n{kind}: an old backup put back: noticed by the last witnessed head 1/1, and again after more votes 1/1")
    forged = tmp_path / "forged"
    forged.write_text(witnessed.read_text().replace("\n", "0\n", 1))
    assert type_in(house, "verify", "--head", str(forged)).exit_code == 1
