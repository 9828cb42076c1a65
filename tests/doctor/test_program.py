"""The doctor as an operator calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from contest.settings import ROOT, Settings
from tests.doctor import servers

HEADINGS = ["settings", "public address", "secret key", "master key", "space for data", "space for pictures"]
DATABASE = ["database", "durability", "migrations", "clock of the database", "campaigns' keys", "worker", "outbox"]


def call(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CONTEST_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=clean | settings, capture_output=True, text=True, check=False
    )


def said(output: str) -> dict[str, str]:
    """The level by the thing it is about."""
    return {line[10:].partition(":")[0]: line[:10].strip() for line in output.splitlines()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_flask_doctor_says_a_line_for_each_and_its_status_says_whether_all_is_good(settings: Settings, tmp_path: Path):
    environment = {
        "CONTEST_ENV": "production",
        "CONTEST_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "CONTEST_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "CONTEST_PUBLIC_URL": "https://contest.example.org",
        "CONTEST_MAIL": "smtp://127.0.0.1:9",
        "CONTEST_MAIL_FROM": "contest@mail.example.org",
    }
    with servers.name_server({"mail.example.org": ["v=spf1 -all"]}) as port:
        asked = ("doctor", "--name-server", f"127.0.0.1:{port}")
        answer = call("-m", "flask", "--app", "wsgi", *asked, **environment)
    found = said(answer.stdout)
    assert answer.returncode == 1, answer.stderr
    mail = ["mail server", "SPF of mail.example.org", "DKIM of mail.example.org", "DMARC of mail.example.org"]
    assert list(found) == [*HEADINGS, *DATABASE, *mail]
    assert {name for name, level in found.items() if level == "not good"} == {"worker", mail[0], mail[3]}


def test_settings_that_cannot_be_read_are_said_each():
    answer = call("-m", "contest.doctor", CONTEST_ENV="production")
    assert answer.returncode == 1
    assert "CONTEST_PUBLIC_URL is missing" in answer.stdout
    assert "CONTEST_SECRET_KEY is missing" in answer.stdout


def test_without_a_master_key_the_rest_is_said(tmp_path: Path):
    environment = {
        "CONTEST_ENV": "production",
        "CONTEST_DATA": str(tmp_path / "data"),
        "CONTEST_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "CONTEST_PUBLIC_URL": "https://contest.example.org",
        "CONTEST_MAIL": "smtp://127.0.0.1:9",
        "CONTEST_MAIL_FROM": "contest@localhost.localdomain",
    }
    with servers.name_server({}) as port:
        found = said(call("-m", "contest.doctor", "--name-server", f"127.0.0.1:{port}", **environment).stdout)
    assert found["master key"] == "not good"
    assert "mail server" in found
