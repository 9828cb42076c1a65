"""Where alarms may be posted to, and the signature that whoever receives them can check with a library of theirs."""

import pytest

from contest.rules.hooks import LONGEST_ADDRESS, MOST, host_of, is_strict, objections, signed


def test_what_is_posted_is_signed_as_the_standard_s_own_libraries_sign_it():
    # The example that the reference libraries of Standard Webhooks test themselves with.
    secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert signed(secret, message, 1614265330, b'{"test": 2432232314}') == {
        "webhook-id": message,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize(
    ("address", "others", "against"),
    [
        ("https://hooks.slack.com/services/T0/B0/x", 0, []),
        ("https://ntfy.sh/topic?tpl=1&m={{.text}}", MOST - 1, []),
        ("https://chat.example.org/", MOST, ["hooks_too_many"]),
        ("http://chat.example.org/", 0, ["hook_open"]),
        ("http://inner.corp:8065/hooks/x", 0, []),
        ("https://10.1.2.3/", 0, ["hook_private"]),
        ("https://[::1]/", 0, ["hook_private"]),
        ("https://[::ffff:192.168.0.1]/", 0, ["hook_private"]),
        ("https://intranet/", 0, ["hook_private"]),
        ("https://name:word@chat.example.org/", 0, ["hook_malformed"]),
        ("https://chat.example.org/#there", 0, ["hook_malformed"]),
        ("https://chat.example.org:99999/", 0, ["hook_malformed"]),
        ("https://chat.example.org/" + "x" * LONGEST_ADDRESS, 0, ["hook_malformed"]),
        ("file:///etc/passwd", 0, ["hook_malformed"]),
        ("", MOST, ["hooks_too_many", "hook_malformed"]),
    ],
)
def test_in_production_it_is_https_to_what_anybody_reaches_but_for_named_hosts(address, others, against):
    found = objections(address, others, strict=True, inner={"inner.corp"})
    assert [one.key for one in found] == against


def test_elsewhere_one_s_own_machine_will_do():
    assert objections("http://127.0.0.1:9/", 0, strict=False, inner=()) == []
    assert (is_strict("http://a.corp/", strict=True, inner={"a.corp"}), host_of("https://A.Corp/")) == (False, "a.corp")
