"""What the doctor says of key, disk and clock."""

from datetime import timedelta
from pathlib import Path

import pytest

from contest import clock
from contest.doctor import machine
from contest.doctor.findings import Level
from tests.doctor import servers

OK, WARNING, BAD = Level.OK, Level.WARNING, Level.BAD
GIB = machine.GIB


@pytest.mark.parametrize(("size", "mode", "level"), [(32, 0o600, OK), (32, 0o640, BAD), (31, 0o600, BAD), (0, 0, BAD)])
def test_the_master_key(tmp_path: Path, size: int, mode: int, level: Level):
    file = tmp_path / "master.key"
    if mode:
        file.write_bytes(b"x" * size)
        file.chmod(mode)
    found = machine.master_key(file)
    assert found.level is level
    assert "xxx" not in str(found)


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (50 * GIB, 250 * GIB, OK),
        (2 * GIB, 250 * GIB, OK),
        (2 * GIB - 1, 250 * GIB, WARNING),
        (GIB // 4, 250 * GIB, WARNING),
        (GIB // 4 - 1, 250 * GIB, BAD),
        (GIB, 8 * GIB, OK),
        (GIB // 2, 8 * GIB, WARNING),
        (GIB // 8, 8 * GIB, BAD),
    ],
)
def test_space(free: int, total: int, level: Level):
    assert machine.space("space", Path("/data"), free, total).level is level


def test_the_space_of_a_folder_not_yet_made(tmp_path: Path):
    assert "GiB free" in machine.disk("pictures", tmp_path / "a" / "b").seen


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, OK), (1.5, OK), (-1.5, OK), (5, WARNING), (-5, WARNING), (40, BAD), (-90_000, BAD)]
)
def test_a_time_server(seconds: float, level: Level):
    with servers.time_server(timedelta(seconds=seconds)) as port:
        found = machine.time_server("127.0.0.1", clock.now, port)
    assert found.level is level
    assert abs(float(found.seen.split(" ")[0]) - seconds) < 0.5


def test_a_time_server_that_is_none():
    found = machine.time_server("127.0.0.1", clock.now, 9)
    assert (found.level, "--time-server" in found.todo) == (WARNING, True)
