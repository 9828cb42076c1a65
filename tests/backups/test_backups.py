"""A backup and the way back, on both databases: what was counted, what was shown, and what was destroyed since."""

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from sqlalchemy import exists, select, text, update

from contest import clock
from contest.backups import manifest, postgresql
from contest.db import database as db
from contest.db import reading, transaction
from contest.models import Ballot, Campaign, CampaignKey, Entry, KeyPurpose, Participant
from contest.rules.entries import EntryState
from contest.services import erasures, keys, participants, sequencer
from contest.settings import Settings
from contest.supervisor import lock
from tests import databases
from tests.living import FINISHED, House

TALLY = "SELECT * FROM tally ORDER BY campaign_id, phase_id, entry_id"
BRAND = "Changed since"


@dataclass
class Site:
    """A site, what is typed on its console, and where its backup goes."""

    house: House
    copy: Path

    @property
    def settings(self) -> Settings:
        return self.house.app.config["SETTINGS"]

    def type(self, *words: str) -> Result:
        """What a command answers; nothing of before is open afterwards."""
        with self.house.app.app_context():
            answer = self.house.app.test_cli_runner().invoke(args=list(words))
            db.session.remove()
            db.engine.dispose()
        return answer

    def backup(self, *options: str) -> None:
        answer = self.type("backup", str(self.copy), *options)
        assert answer.exit_code == 0, answer.output

    def restore(self, *options: str) -> Result:
        return self.type("restore", str(self.copy), *options)

    def tally(self) -> bytes:
        """Every count there is."""
        with self.house.app.app_context():
            return json.dumps([list(map(str, row)) for row in reading().execute(text(TALLY))]).encode()

    def rebrand(self) -> None:
        """Something changes after the backup."""
        with self.house.app.app_context(), transaction() as session:
            session.execute(update(Campaign).values(brand=BRAND))

    def is_rebranded(self) -> bool:
        with self.house.app.app_context():
            return BRAND in reading().scalars(select(Campaign.brand)).all()

    def author(self) -> tuple[UUID, UUID]:
        """Somebody with a published idea and no vote."""
        voted = exists().where(Ballot.campaign_id == Participant.campaign_id, Ballot.voter_key == Participant.voter_key)
        of_author = (Entry.campaign_id == Participant.campaign_id) & (Entry.participant_id == Participant.id)
        with self.house.app.app_context():
            found = reading().execute(
                select(Participant.campaign_id, Participant.id)
                .join(Entry, of_author)
                .where(Entry.state == EntryState.PUBLISHED, ~voted)
            )
            campaign, person = found.first()
            return campaign, person


@pytest.fixture
def site(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The demo, counted; the tools of a PostgreSQL as new as the server come first."""
    monkeypatch.setenv("PATH", f"{databases.find_binaries()}:/usr/bin:/bin")
    with house.app.app_context():
        sequencer.run(clock.now())
    return Site(house, tmp_path / "backup")


def test_what_was_counted_and_shown_comes_back_to_the_byte(site: Site):
    tally, media = site.tally(), manifest.digests(site.settings.media)
    assert len(media) > 20
    site.backup()
    site.rebrand()
    for file in list(site.settings.media.rglob("*.webp"))[:5]:
        file.unlink()
    (site.settings.media / "later.webp").write_bytes(b"not of that time")
    answer = site.restore("--replace")
    assert answer.exit_code == 0, answer.output
    assert not site.is_rebranded()
    assert site.tally() == tally
    assert manifest.digests(site.settings.media) == media
    assert site.type("verify").exit_code == 0
    assert site.house.visitor().get(f"/fr/{FINISHED}/").status_code == 200
    assert [
        path.name for path in site.settings.data.iterdir() if "restoring" in path.name or "before" in path.name
    ] == []


def test_what_was_destroyed_since_is_destroyed_again(site: Site):
    campaign, person = site.author()
    finished = site.house.campaign(FINISHED)
    site.backup()
    with site.house.app.app_context():
        participants.erase(campaign, person, now=clock.now())
        keys.destroy(finished, KeyPurpose.SEAL)
    assert site.restore("--replace").exit_code == 0
    with site.house.app.app_context():
        erased = reading().get(Participant, (campaign, person))
        assert erased is not None
        assert (erased.address_sealed, erased.voter_key, erased.first_name) == (None, None, "")
        states = reading().scalars(select(Entry.state).where(Entry.participant_id == person)).all()
        assert set(states) == {EntryState.WITHDRAWN}
        assert reading().get(CampaignKey, (finished, KeyPurpose.SEAL)) is None
        assert reading().get(CampaignKey, (finished, KeyPurpose.VOTER)) is not None
    lines = erasures.log.file.read_text().splitlines()
    assert sorted(lines) == sorted([f"participant {campaign} {person}", f"key {finished} seal"]), "noted once"


def test_the_database_that_is_replaced_tells_what_the_log_does_not(site: Site):
    campaign, person = site.author()
    site.backup()
    with site.house.app.app_context():
        participants.erase(campaign, person, now=clock.now())
    erasures.log.file.unlink()
    assert site.restore("--replace").exit_code == 0
    with site.house.app.app_context():
        assert reading().get(Participant, (campaign, person)).erased_at is not None


def test_campaigns_are_not_replaced_unasked(site: Site):
    site.backup()
    site.rebrand()
    answer = site.restore()
    assert answer.exit_code == 1
    assert "2 campaigns" in answer.output
    assert site.is_rebranded()


def test_a_backup_that_was_changed_changes_nothing(site: Site):
    site.backup()
    site.rebrand()
    victim = next(site.copy.glob("media/*/*/*.webp"))
    victim.write_bytes(victim.read_bytes()[:-1])
    answer = site.restore("--replace")
    assert answer.exit_code == 1
    assert f"damaged: {victim.relative_to(site.copy)}" in answer.output
    assert site.is_rebranded()


# On PostgreSQL the rows come first, and the rest is done by restoring again.
@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_restore_that_cannot_be_finished_leaves_what_was_there(site: Site):
    site.backup()
    site.rebrand()
    broken = site.copy / "database.sqlite3"
    broken.write_bytes(b"SQLite format 3\0" + b"?" * 4096)
    said = manifest.Manifest(**json.loads((site.copy / manifest.NAME).read_text()))
    manifest.write(site.copy, manifest.Manifest(**said.__dict__ | {"files": manifest.digests(site.copy)}))
    media = manifest.digests(site.settings.media)
    assert site.restore("--replace").exit_code == 1
    assert site.is_rebranded()
    assert manifest.digests(site.settings.media) == media


def test_nothing_is_restored_under_a_running_site(site: Site, monkeypatch: pytest.MonkeyPatch):
    site.backup()
    monkeypatch.setattr(lock, "EARLIER_ENDS_WITHIN", 0.1)
    with lock.only_one(site.settings, lambda: None):
        answer = site.restore("--replace")
    assert answer.exit_code == 1
    assert "already running" in answer.output


def test_a_backup_without_the_key_needs_the_key_it_was_made_under(site: Site):
    site.backup()
    key = site.settings.master_key_file
    key.write_bytes(b"x" * 32)
    answer = site.restore("--replace")
    assert answer.exit_code == 1
    assert "is not the master key of this backup" in answer.output
    assert not (site.copy / "master.key").exists()


def test_a_key_that_was_asked_for_comes_back(site: Site):
    key = site.settings.master_key_file
    real = key.read_bytes()
    site.backup("--with-key")
    key.write_bytes(b"x" * 32)
    assert site.restore("--replace").exit_code == 0
    assert key.read_bytes() == real
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_for_its_owner_alone_and_never_overwrites(site: Site):
    site.backup()
    modes = {path.stat().st_mode & 0o077 for path in [site.copy, *site.copy.rglob("*")]}
    assert modes == {0}
    answer = site.type("backup", str(site.copy))
    assert answer.exit_code == 1
    assert "never overwrites" in answer.output


def test_tools_older_than_the_server_are_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path)
    with pytest.raises(manifest.Unfit, match="apt-get install -y postgresql-client-18"):
        postgresql.tools(18)
