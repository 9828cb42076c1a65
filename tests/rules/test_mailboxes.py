"""Mail addresses: which are one, which are none."""

import pytest

from contest.rules import mailboxes


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("nadia@example.org", "nadia@example.org"),
        ("  Nadia@Example.ORG \n", "nadia@example.org"),
        ("nadia+chips@example.org", "nadia@example.org"),
        ("nadia+a+b@example.org", "nadia@example.org"),
        ("+only@example.org", "+only@example.org"),
        ("N.a.d.i.a+x@gmail.com", "nadia@gmail.com"),
        ("nadia@googlemail.com", "nadia@gmail.com"),
        ("n.adia@example.org", "n.adia@example.org"),
        ("ｎａｄｉａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "nadia@example.org"),
        ("rené@exemple.be", "rené@exemple.be"),
        ("rene\u0301@exemple.be", "rené@exemple.be"),
        ("info@épicerie.be", "info@xn--picerie-9xa.be"),
        ("info@XN--PICERIE-9XA.be", "info@xn--picerie-9xa.be"),
        ("info@example.org.", "info@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
    ],
)
def test_addresses_of_one_mailbox_are_one(typed, canonical):
    assert mailboxes.canonical(typed) == canonical
    assert mailboxes.objections(typed) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "nadia",
        "nadia@",
        "@example.org",
        "nadia@example",
        "nadia@@example.org",
        "na dia@example.org",
        "nadia@exam ple.org",
        ".nadia@example.org",
        "na..dia@example.org",
        "nadia.@example.org",
        "nadia@-example.org",
        "nadia@example..org",
        "nadia@127.0.0.1",
        "nadia@[127.0.0.1]",
        "nadia@example.org, bo@example.org",
        "nadia@example.org\nBcc: bo@example.org",
        "<nadia@example.org>",
        '"nadia"@example.org',
        "n" * 65 + "@example.org",
        "nadia@" + "x" * 64 + ".org",
        "nadia@" + "x." * 130 + "org",
    ],
)
def test_what_is_not_an_address_is_said(typed):
    assert [(no.key, no.field) for no in mailboxes.objections(typed, "guardian")] == [("address_malformed", "guardian")]


@pytest.mark.parametrize("typed", ["", "  ", "\u200b"])
def test_nothing_is_missing_rather_than_wrong(typed):
    assert [no.key for no in mailboxes.objections(typed)] == ["address_missing"]
