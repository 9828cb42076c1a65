"""README and docs say what is there: commands that exist and work, every setting, links that lead somewhere."""

import re
from pathlib import Path

import pytest

from contest.settings.reading import NAMES
from tests.living import FINISHED, RUNNING, House

ROOT = Path(__file__).resolve().parent.parent
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPERATOR = (ROOT / "docs" / "operator.md").read_text()
COMMANDS = OPERATOR.partition("## Commands")[2].partition("\n## ")[0]
MAKEFILE = (ROOT / "Makefile").read_text()
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_link_leads_to_a_file(file: Path):
    assert [link for link in LINK.findall(file.read_text()) if not (file.parent / link).exists()] == []


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_make_target_named_exists(file: Path):
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", file.read_text(), re.MULTILINE))
    assert {target for target in named if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)} == set()


def test_every_setting_is_in_the_operators_table():
    rows = [line for line in OPERATOR.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row)}
    assert told == NAMES - {"CONTEST_SUPERVISOR"} | {"DATABASE_URL"}


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_the_operators_commands_work(house: House, tmp_path: Path):
    told = set(re.findall(r"^\| `([a-z -]+?)(?: [A-Z]+)*` \|", COMMANDS, re.MULTILINE))
    run = house.app.test_cli_runner()
    copy = tmp_path / "copy"
    folder = tmp_path / "out"
    returned = tmp_path / "returned"
    returned.write_bytes(b"From: somebody@example.org\n\nNot what it seems.\n")
    commands = {
        "verify": ["verify"],
        "backup": ["backup", str(copy)],
        "restore": ["restore", str(copy), "--replace"],
        "doctor": ["doctor", "--help"],
        "mail bounces": ["mail", "bounces", str(returned)],
        "mail questions": ["mail", "questions", str(returned)],
        "mail told": ["mail", "told", FINISHED],
        "staff invite": ["staff", "invite"],
        "staff reset": ["staff", "reset", "owner@desk.invalid"],
        "campaign list": ["campaign", "list"],
        "campaign show": ["campaign", "show", RUNNING],
        "campaign export": ["campaign", "export", RUNNING, str(folder)],
        "campaign import": ["campaign", "import", RUNNING, str(folder / "ideas.csv")],
        "campaign prints": ["campaign", "prints", RUNNING],
        "codes make": ["codes", "make", RUNNING, "3", str(tmp_path / "codes.csv")],
        "codes import": ["codes", "import", RUNNING, str(tmp_path / "codes.csv")],
        "codes export-sheet": ["codes", "export-sheet", RUNNING, str(tmp_path / "codes.csv"), str(tmp_path / "a.pdf")],
        "staff code": ["staff", "code", "owner@desk.invalid"],
    }
    with house.app.app_context():
        answers = {name: run.invoke(args=words) for name, words in commands.items()}
    assert told == answers.keys()
    assert answers.pop("staff code").exit_code == 1, "the demo's people have no authenticator"
    assert {name: answer.exit_code for name, answer in answers.items()} == dict.fromkeys(answers, 0)
    assert "there already, or twice: 3" in answers["codes import"].output
    assert "prints of 0 texts" not in answers["campaign prints"].output
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "agrees" in answers["verify"].output
    assert (copy / "database.sqlite3").read_bytes().startswith(b"SQLite format 3")
    assert "restored" in answers["restore"].output
    assert "/account/reset/" in answers["staff reset"].output
