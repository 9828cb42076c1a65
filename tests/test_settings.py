"""Settings: every mistake at once, in words one can act on; values stay what was typed."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from contest.settings import ROOT, Settings, SettingsError

STRONG = "kq8Z-3vTb1_Xw7Yp2NsLr5GdHc9FjMaEoUiPzQxS"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def read(folder: Path, **variables: str) -> Settings:
    return Settings.from_environment({"CONTEST_DATA": str(folder)} | variables)


def mistakes(folder: Path, **variables: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(folder, **variables)
    assert not folder.exists(), "a start that is refused makes nothing"
    return caught.value.mistakes


def production(**variables: str) -> dict[str, str]:
    return {
        "CONTEST_ENV": "production",
        "CONTEST_PUBLIC_URL": "https://contest.example.org",
        "CONTEST_SECRET_KEY": STRONG,
        "CONTEST_MAIL": "smtp://post:p%40ss@mail.example.org:587",
        "CONTEST_MAIL_FROM": "contest@example.org",
    } | variables


def test_nothing_needs_to_be_said_in_development(folder: Path):
    settings = read(folder)
    assert settings.is_development
    assert settings.database_url == f"sqlite:///{folder}/contest.sqlite3"
    assert settings.sqlite_path == folder / "contest.sqlite3"
    assert (settings.bind, settings.bind_host, settings.bind_port) == ("127.0.0.1:8000", "127.0.0.1", 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert (settings.processes, settings.threads, settings.proxies) == (1, 8, 0)
    assert (settings.mail, settings.mail_from) == (None, "bonjour@patatras.example")
    assert settings.trusted_hosts == ("127.0.0.1", "localhost")
    assert (settings.media, settings.log, settings.secure_cookies) == (folder / "media", "text", False)


def test_the_data_is_in_var_beside_wsgi_and_relative_folders_start_there(monkeypatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    name = f"var/test-{os.getpid()}"
    try:
        assert read(Path(name)).data == ROOT / name
        assert not list(tmp_path.iterdir())
    finally:
        for file in (ROOT / name).iterdir():
            file.unlink()
        (ROOT / name).rmdir()


def test_the_public_address_follows_the_port(folder: Path):
    assert read(folder, CONTEST_BIND="127.0.0.1:8001").public_url == "http://127.0.0.1:8001"
    assert read(folder, CONTEST_BIND="0.0.0.0:8001").public_url == "http://127.0.0.1:8001"
    assert read(folder, CONTEST_BIND="[::1]:8001").public_url == "http://[::1]:8001"


def test_the_folder_and_the_keys_are_ours_alone_and_stay(folder: Path):
    first, second = read(folder), read(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name for path in folder.iterdir()} == {"secret.key", "master.key"}
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len((folder / "master.key").read_bytes()) == 32
    assert len(first.secret_key) == 64
    assert first == second


def test_twenty_first_starts_at_once_agree_on_the_keys(folder: Path):
    code = "import os; from contest.settings import *; print(Settings.from_environment(os.environ).secret_key)"
    environ = os.environ | {"CONTEST_DATA": str(folder)}
    command = [sys.executable, "-c", code]
    starts = [subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE) for _ in range(20)]
    assert len({start.communicate()[0] for start in starts}) == 1
    assert {path.name for path in folder.iterdir()} == {"secret.key", "master.key"}


def test_a_secret_of_digits_stays_text(folder: Path):
    assert read(folder, CONTEST_SECRET_KEY="12345").secret_key == "12345"


def test_an_empty_value_is_none(folder: Path):
    assert read(folder, CONTEST_THREADS="", CONTEST_MAIL=" ", DATABASE_URL="").threads == 8


def test_secrets_are_not_in_the_repr(folder: Path):
    shown = repr(read(folder, **production(DATABASE_URL="postgresql://user:hidden@db/contest")))
    for secret in (STRONG, "hidden", "p@ss"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h:5433/d", "postgresql+psycopg://u:p@h:5433/d"),
        ("postgresql://u:p%23@h/d?sslmode=require", "postgresql+psycopg://u:p%23@h/d?sslmode=require"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql:///d?host=/run/postgresql", "postgresql+psycopg:///d?host=/run/postgresql"),
        ("sqlite:////srv/c.sqlite3", "sqlite:////srv/c.sqlite3"),
        ("sqlite:///c.sqlite3", f"sqlite:///{ROOT}/c.sqlite3"),
    ],
)
def test_databases(folder: Path, given: str, used: str):
    settings = read(folder, DATABASE_URL=given)
    assert settings.database_url == used
    assert settings.is_sqlite == used.startswith("sqlite")
    assert (settings.sqlite_path is None) != settings.is_sqlite


def test_production(folder: Path):
    settings = read(folder, **production(CONTEST_TRUSTED_HOSTS="www.example.org, .example.net"))
    assert settings.is_production
    assert settings.secure_cookies
    assert settings.trusted_hosts == ("contest.example.org", "www.example.org", ".example.net")
    assert settings.log == "json"
    assert settings.mail is not None
    assert (settings.mail.host, settings.mail.port, settings.mail.user) == ("mail.example.org", 587, "post")
    assert (settings.mail.password, settings.mail.tls, settings.mail.starttls) == ("p@ss", False, True)
    assert list(folder.iterdir()) == [], "keys are made by hand in production"


def test_production_on_this_machine_may_do_without_https(folder: Path):
    assert not read(folder, **production(CONTEST_PUBLIC_URL="http://localhost:8000")).secure_cookies


@pytest.mark.parametrize(
    ("mail", "server"),
    [
        ("smtps://mail.example.org", ("mail.example.org", 465, True, False)),
        ("smtp://mail.example.org", ("mail.example.org", 587, False, True)),
        ("smtp://127.0.0.1:8025", ("127.0.0.1", 8025, False, False)),
    ],
)
def test_mail_servers(folder: Path, mail: str, server: tuple[object, ...]):
    found = read(folder, CONTEST_MAIL=mail).mail
    assert found is not None
    assert (found.host, found.port, found.tls, found.starttls) == server


def test_every_mistake_is_said_at_once(folder: Path):
    assert mistakes(
        folder,
        CONTEST_ENV="production",
        CONTEST_BIND="8000",
        CONTEST_THREADS="many",
        CONTEST_LOG="xml",
        CONTEST_PROXIES="-1",
        CONTEST_PORXIES="1",
        CONTEST_FAVOURITE_COLOUR="blue",
        DATABASE_URL="mysql://u:hidden@h/d",
    ) == (
        "CONTEST_BIND is '8000': type host:port, as in 127.0.0.1:8000.",
        "CONTEST_PUBLIC_URL is missing: type the address people open, as in https://contest.example.org.",
        (
            "DATABASE_URL begins with 'mysql', which cannot be used: "
            "type sqlite:////path/to/contest.sqlite3 or postgresql://user:password@host:5432/database."
        ),
        "CONTEST_THREADS is 'many': type a whole number from 1 to 64.",
        ("CONTEST_SECRET_KEY is missing: make one with  python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"),
        "CONTEST_MAIL must name a mail server: type smtp://user:password@host:587 or smtps://...:465.",
        "CONTEST_MAIL_FROM is '': type the address mails come from, as in contest@example.org.",
        "CONTEST_PROXIES is '-1': type a whole number from 0 to 5.",
        "CONTEST_LOG is 'xml': type one of text, json.",
        "CONTEST_FAVOURITE_COLOUR is not a setting: remove it, or look in docs/operator.md.",
        "CONTEST_PORXIES is not a setting: did you mean CONTEST_PROXIES?",
    )


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"CONTEST_ENV": "prod"}, "CONTEST_ENV"),
        ({"CONTEST_PROCESSES": "2"}, "CONTEST_PROCESSES"),
        ({"CONTEST_BIND": "127.0.0.1:99999"}, "CONTEST_BIND"),
        ({"CONTEST_BIND": "127.0.0.1:0"}, "CONTEST_BIND"),
        ({"CONTEST_PUBLIC_URL": "contest.example.org"}, "CONTEST_PUBLIC_URL"),
        ({"CONTEST_PUBLIC_URL": "https://example.org/contest"}, "CONTEST_PUBLIC_URL"),
        ({"CONTEST_PUBLIC_URL": "https://a:hidden@example.org"}, "CONTEST_PUBLIC_URL"),
        ({"CONTEST_TRUSTED_HOSTS": "*"}, "CONTEST_TRUSTED_HOSTS"),
        ({"CONTEST_TRUSTED_HOSTS": "https://example.org"}, "CONTEST_TRUSTED_HOSTS"),
        ({"CONTEST_MAIL": "mail.example.org"}, "CONTEST_MAIL"),
        ({"CONTEST_MAIL_SECOND": "local"}, "CONTEST_MAIL_SECOND"),
        ({"CONTEST_MAIL_PER_MINUTE": "-1"}, "CONTEST_MAIL_PER_MINUTE"),
        ({"CONTEST_REMIND_HOURS": "21"}, "CONTEST_REMIND_HOURS"),
        ({"CONTEST_MAIL_FROM": "nobody"}, "CONTEST_MAIL_FROM"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://u:hid/den@h/d"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql+psycopg2://u:hidden@h/d"}, "DATABASE_URL"),
        (production(CONTEST_PUBLIC_URL="http://contest.example.org"), "CONTEST_PUBLIC_URL"),
        (production(CONTEST_SECRET_KEY="change-me"), "CONTEST_SECRET_KEY"),
        (production(CONTEST_SECRET_KEY="0" * 64), "CONTEST_SECRET_KEY"),
        (production(CONTEST_SECRET_KEY_FALLBACKS=f"{STRONG},hidden"), "CONTEST_SECRET_KEY_FALLBACKS"),
        (production(CONTEST_MAIL="local"), "CONTEST_MAIL"),
    ],
)
def test_a_mistake_names_its_variable_and_no_secret(folder: Path, variables: dict[str, str], name: str):
    (sentence,) = mistakes(folder, **variables)
    assert sentence.startswith(f"{name} ")
    assert sentence.endswith(".") or "make one with" in sentence
    for secret in ("hid", "change-me", STRONG):
        assert secret not in sentence


def test_several_processes_are_for_postgresql(folder: Path):
    assert read(folder, CONTEST_PROCESSES="4", DATABASE_URL="postgresql://h/d").processes == 4


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_folder_of_another_user_is_refused_with_words(folder: Path):
    folder.mkdir()
    os.chown(folder, 65534, -1)
    with pytest.raises(SettingsError, match=r"belongs to user nobody, and this is user root: start as that user"):
        read(folder)
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_is_refused_with_words(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"CONTEST_DATA: .*file cannot be used \(File exists\)\."):
        read(tmp_path / "file")
