"""The locks hold what the hand-written lists ask for, with hashes and no foreign address."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LISTS = {
    "run": (ROOT / ".ci" / "requirements.in", ROOT / "requirements.txt"),
    "test": (ROOT / ".ci" / "requirements-test.in", ROOT / ".ci" / "requirements-test.txt"),
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;\\]+)", re.MULTILINE)


def pins(file: Path) -> dict[str, str]:
    found = PIN.findall(file.read_text())
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


@pytest.mark.parametrize("name", LISTS)
def test_the_lock_holds_what_the_list_asks_for(name: str):
    asked, locked = (pins(file) for file in LISTS[name])
    assert asked == {package: locked.get(package) for package in asked}


@pytest.mark.parametrize("name", LISTS)
def test_every_package_has_hashes_and_no_address(name: str):
    text = LISTS[name][1].read_text()
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"\n(?=[A-Za-z])", text)[1:]
    assert len(entries) == len(pins(LISTS[name][1]))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_both_locks_agree_where_they_meet():
    run, test = pins(LISTS["run"][1]), pins(LISTS["test"][1])
    assert {name: run[name] for name in run.keys() & test.keys()} == {
        name: test[name] for name in run.keys() & test.keys()
    }
