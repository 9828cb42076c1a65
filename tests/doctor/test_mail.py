"""What the doctor says of the mail server and of the mail domain, asked of real servers."""

import dataclasses
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from contest.doctor import mail
from contest.doctor.findings import Level
from contest.outside import names
from tests.doctor import servers

DOMAIN = "mail.example.org"
KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"
GOOD = {
    DOMAIN: ["hello", "v=spf1 include:_spf.provider.example -all"],
    f"s1._domainkey.{DOMAIN}": [f"v=DKIM1; k=rsa; p={KEY}|{KEY}"],
    "_dmarc.example.org": ["v=DMARC1; p=quarantine; rua=mailto:post@example.org"],
}
OK, WARNING, BAD = Level.OK, Level.WARNING, Level.BAD
# What differs from the good zone, and what is then said of SPF, DKIM, DMARC.
ZONES = {
    "all is well": ({}, [OK, OK, OK]),
    "no SPF": ({DOMAIN: ["hello"]}, [BAD, OK, OK]),
    "no such name": ({DOMAIN: None}, [BAD, OK, OK]),
    "two SPF": ({DOMAIN: ["v=spf1 mx -all", "v=spf1 a -all"]}, [BAD, OK, OK]),
    "SPF for everybody": ({DOMAIN: ["v=spf1 +all"]}, [BAD, OK, OK]),
    "SPF for everybody, unsaid": ({DOMAIN: ["v=spf1 mx all"]}, [BAD, OK, OK]),
    "SPF that forbids nobody": ({DOMAIN: ["v=spf1 mx ?all"]}, [WARNING, OK, OK]),
    "SPF elsewhere": ({DOMAIN: ["v=spf1 redirect=_spf.provider.example"]}, [OK, OK, OK]),
    "SPF that nearly begins so": ({DOMAIN: ["v=spf10 -all"]}, [BAD, OK, OK]),
    "no DKIM": ({f"s1._domainkey.{DOMAIN}": None}, [OK, BAD, OK]),
    "DKIM revoked": ({f"s1._domainkey.{DOMAIN}": ["v=DKIM1; p="]}, [OK, BAD, OK]),
    "no DMARC": ({"_dmarc.example.org": []}, [OK, OK, BAD]),
    "two DMARC": ({"_dmarc.example.org": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, [OK, OK, BAD]),
    "DMARC that asks for nothing": ({"_dmarc.example.org": ["v=DMARC1; p=none"]}, [OK, OK, WARNING]),
    "a nearer DMARC": ({f"_dmarc.{DOMAIN}": ["v=DMARC1;p=none"]}, [OK, OK, WARNING]),
}


@dataclass(frozen=True)
class Relay:
    port: int
    user: str = servers.USER.decode()
    password: str = servers.PASSWORD.decode()
    host: str = "127.0.0.1"
    tls: bool = False
    starttls: bool = True


@pytest.mark.parametrize("name", ZONES)
def test_a_mail_domain(name: str):
    changed, levels = ZONES[name]
    zone = {place: texts for place, texts in (GOOD | changed).items() if texts is not None}
    with servers.name_server(zone) as port:
        found = list(mail.domain(DOMAIN, "s1", partial(names.texts, server=names.NameServer("127.0.0.1", port))))
    assert [finding.level for finding in found] == levels, found
    assert [finding.what.split()[0] for finding in found] == ["SPF", "DKIM", "DMARC"]
    assert all(finding.todo for finding in found if finding.level is not OK)


def test_without_a_selector_dkim_is_not_judged():
    with servers.name_server(GOOD) as port:
        found = list(mail.domain(DOMAIN, "", partial(names.texts, server=names.NameServer("127.0.0.1", port))))
    assert [finding.level for finding in found] == [OK, WARNING, OK]
    assert "--dkim-selector" in found[1].todo


def test_a_name_server_that_is_silent_says_nothing_about_the_domain(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(names, "PATIENCE", 0.3)
    found = list(mail.domain(DOMAIN, "s1", partial(names.texts, server=names.NameServer("127.0.0.1", 9))))
    assert [finding.level for finding in found] == [WARNING] * 3
    assert all("no name server answers" in finding.seen for finding in found)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate this process trusts."""
    file = servers.certificate(tmp_path / "mail.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


def test_a_mail_server_that_lets_us_in(trusted: Path):
    with servers.mail_server(trusted) as server:
        found = mail.server(Relay(server.port), "contest.test")
    assert (found.level, found.seen) == (OK, f"127.0.0.1:{server.port}, STARTTLS, signed in")


def test_a_mail_server_that_refuses_the_password(trusted: Path):
    with servers.mail_server(trusted) as server:
        found = mail.server(dataclasses.replace(Relay(server.port), password="wrong"), "contest.test")
    assert found.level is BAD
    assert "refused the password (535)" in found.seen
    assert "wrong" not in str(found)


def test_a_mail_server_nobody_vouches_for(tmp_path: Path):
    with servers.mail_server(servers.certificate(tmp_path / "mail.pem")) as server:
        found = mail.server(Relay(server.port), "contest.test")
    assert found.level is BAD
    assert "SSLCertVerificationError" in found.seen


def test_no_mail_server_there():
    found = mail.server(Relay(9), "contest.test")
    assert (found.level, "ConnectionRefusedError" in found.seen) == (BAD, True)


def test_no_mail_server_set():
    assert mail.server(None, "contest.test").level is WARNING
