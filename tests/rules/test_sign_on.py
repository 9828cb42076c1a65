"""Single sign-on: what a provider must be, whom it lets in, and the vote that waits for its voter."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contest.rules import sign_on
from contest.rules.ballots import Trace
from contest.rules.papers import Paper
from contest.rules.sign_on import ProviderSettings, Waiting

BEGUN = [("sign_on_begun", "")]
NOW = datetime(2026, 5, 31, 14, 30, 0, 123456, tzinfo=UTC)
GOOD = ProviderSettings("Itsme", "https://login.example.org", "contest", ("example.org",))


@pytest.mark.parametrize(
    ("issuer", "strictly", "loosely"),
    [
        ("https://login.example.org", "", ""),
        ("https://login.example.org/tenant/v2.0", "", ""),
        ("https://login.example.org:8443/", "", ""),
        ("https://9.9.9.9", "", ""),
        ("https://[2620:fe::fe]", "", ""),
        ("http://login.example.org", "sign_on_issuer_open", ""),
        ("https://localhost", "sign_on_issuer_private", ""),
        ("https://intranet", "sign_on_issuer_private", ""),
        ("https://login.internal", "sign_on_issuer_private", ""),
        ("https://127.0.0.1:5000", "sign_on_issuer_private", ""),
        ("https://10.1.2.3", "sign_on_issuer_private", ""),
        ("https://169.254.169.254", "sign_on_issuer_private", ""),
        ("https://100.64.0.1", "sign_on_issuer_private", ""),
        ("https://[::1]", "sign_on_issuer_private", ""),
        ("https://[fe80::1]", "sign_on_issuer_private", ""),
        ("https://[fd00::1]", "sign_on_issuer_private", ""),
        ("https://[::ffff:10.0.0.1]", "sign_on_issuer_private", ""),
        ("https://[64:ff9b::7f00:1]", "sign_on_issuer_private", ""),
        ("https://0.0.0.0", "sign_on_issuer_private", ""),
        ("https://224.0.0.1", "sign_on_issuer_private", ""),
        ("ftp://login.example.org", "sign_on_issuer_malformed", "sign_on_issuer_malformed"),
        ("login.example.org", "sign_on_issuer_malformed", "sign_on_issuer_malformed"),
        ("https://", "sign_on_issuer_malformed", "sign_on_issuer_malformed"),
        ("https://login.example.org:x", "sign_on_issuer_malformed", "sign_on_issuer_malformed"),
        ("https://me:secret@login.example.org", "sign_on_issuer_malformed", "sign_on_issuer_malformed"),
        ("https://login.example.org?a=b", "sign_on_issuer_malformed", "sign_on_issuer_malformed"),
        ("https://login.example.org#top", "sign_on_issuer_malformed", "sign_on_issuer_malformed"),
    ],
)
def test_a_provider_is_a_machine_that_anybody_reaches_over_an_encrypted_line(issuer: str, strictly: str, loosely: str):
    found = [sign_on.issuer_fault(issuer, strict=strict) for strict in (True, False)]
    assert found == [strictly, loosely]


@pytest.mark.parametrize(
    ("domains", "said", "comes_in"),
    [
        ((), {}, True),
        ((), {"email": "ana@elsewhere.example", "email_verified": False}, True),
        (("example.org",), {"email": "Ana@Example.ORG", "email_verified": True}, True),
        (("example.org", "example.com"), {"email": "ana+vote@example.com", "email_verified": "true"}, True),
        (("example.org",), {"email": "ana@example.org"}, False),
        (("example.org",), {"email": "ana@example.org", "email_verified": "false"}, False),
        (("example.org",), {"email": "ana@sub.example.org", "email_verified": True}, False),
        (("example.org",), {"email": "ana@example.org.evil.example", "email_verified": True}, False),
        (("example.org",), {"email": '"ana@evil.example"@example.orgx', "email_verified": True}, False),
        (("example.org",), {"email": "nobody", "email_verified": True}, False),
        (("example.org",), {"email": None, "email_verified": True}, False),
        (("example.org",), {}, False),
    ],
)
def test_domains_let_in_verified_addresses_of_theirs_alone(domains, said, comes_in: bool):
    assert sign_on.lets_in(domains, said) is comes_in


def test_what_is_typed_is_tidied():
    typed = {"name": "  My   company ", "issuer": " https://a.example ", "client_id": " x "}
    typed["domains"] = "@B.be, a.be;b.be\n"
    assert sign_on.settings_of(typed) == ProviderSettings("My company", "https://a.example", "x", ("a.be", "b.be"))
    assert sign_on.settings_of({}) == ProviderSettings("", "", "")


@pytest.mark.parametrize(
    ("wanted", "begun", "against"),
    [
        (GOOD, False, []),
        (GOOD, True, []),
        (ProviderSettings("Another name", GOOD.issuer, GOOD.client_id, GOOD.domains), True, []),
        (ProviderSettings("Itsme", "https://other.example.org", "contest", GOOD.domains), False, []),
        (ProviderSettings("Itsme", "https://other.example.org", "contest", GOOD.domains), True, BEGUN),
        (ProviderSettings("Itsme", GOOD.issuer, "other", GOOD.domains), True, BEGUN),
        (ProviderSettings("Itsme", GOOD.issuer, "contest"), True, BEGUN),
        (
            ProviderSettings("", "", ""),
            False,
            [("answer_missing", "name"), ("answer_missing", "client_id"), ("answer_missing", "issuer")],
        ),
        (ProviderSettings("x" * 61, GOOD.issuer, "contest"), False, [("answer_too_long", "name")]),
        (
            ProviderSettings("x", GOOD.issuer, "contest", ("no domain",)),
            False,
            [("sign_on_domains_malformed", "domains")],
        ),
        (
            ProviderSettings("x", GOOD.issuer, "contest", tuple(f"a{number}.be" for number in range(21))),
            False,
            [("sign_on_domains_malformed", "domains")],
        ),
        (ProviderSettings("x", "http://a.be", "contest"), False, [("sign_on_issuer_open", "issuer")]),
    ],
)
def test_settings_say_who_is_asked_and_stay_once_a_vote_has_begun(wanted: ProviderSettings, begun: bool, against):
    found = sign_on.objections(wanted, stands=GOOD, begun=begun, strict=True)
    assert [(one.key, one.field) for one in found] == against


def test_a_vote_that_waits_is_read_as_it_was_written_and_its_voter_is_known_for_a_while():
    trace = Trace("a" * 64, "b" * 64, "c" * 64, 12, "k3", "", disposable=True)
    choices = tuple(f"{UUID(int=number)}:5" for number in range(40))
    waits = Waiting(UUID(int=7), Paper(choices), "key", "d" * 64, "nl", trace, NOW, "trip")
    assert sign_on.waiting(waits.text) == waits
    # Sealed and written for a cookie, of which browsers keep 4096 bytes.
    assert len(waits.text) * 4 / 3 < 3800
    assert not waits.proven(NOW)
    known = Waiting(**vars(waits) | {"voter_key": "e" * 64, "proven_at": NOW})
    assert sign_on.waiting(known.text) == known
    moments = [NOW - timedelta.resolution, NOW, NOW + sign_on.PROVEN - timedelta.resolution, NOW + sign_on.PROVEN]
    assert [known.proven(moment) for moment in moments] == [False, True, True, False]
