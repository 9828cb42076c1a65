"""Signing on with a real provider: who comes back, what is not believed, and what is never asked."""

import socket
import threading
import time
from datetime import UTC, datetime

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from contest import sign_on
from contest.sign_on import Client, Coming, Failed, Fault, Identity, reaching
from contest.sign_on import provider as providers
from tests.provider import CLIENT, SECRET, Provider, brought_back, running, unsigned

CALLBACK = "http://localhost/c/x/sign-on"
COMING = Coming("state", "n" * 64, "v" * 64)


@pytest.fixture(scope="module")
def listening():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(listening: Provider):
    providers._known.clear()
    listening.good()
    yield listening
    listening.good()
    listening.nonces.clear()


def client(provider: Provider, **more) -> Client:
    given = {"issuer": provider.issuer, "client_id": CLIENT, "secret": SECRET, "callback": CALLBACK, "strict": False}
    return Client(**given | more)


def now() -> datetime:
    return datetime.now(UTC)


def sign(provider: Provider, who: str = "ana", coming: Coming = COMING, **more) -> Identity:
    """Somebody goes there and comes back."""
    us = client(provider, **more)
    provider.nonces.clear()
    said = brought_back(provider.signs_on(sign_on.address(us, COMING, lang="nl"), who))
    assert said["state"] == COMING.state
    return sign_on.identity(us, coming, said["code"], now=now(), issuer=said.get("iss", ""))


def fault(provider: Provider, *args, **more) -> Fault:
    with pytest.raises(Failed) as failed:
        sign(provider, *args, **more)
    assert SECRET not in str(failed.value)
    return failed.value.fault


def test_who_signs_on_is_known_by_the_providers_own_name_for_them(provider: Provider):
    assert sign(provider) == sign(provider) == Identity(provider.issuer, "ana")
    assert sign(provider, "bas").subject == "bas"
    # Its description and its keys were asked for once; nobody's address at all.
    assert provider.asked.count("/jwks") == provider.asked.count("/.well-known/openid-configuration") == 1
    assert "/userinfo" not in provider.asked


def test_a_secret_may_stand_in_the_form_and_a_renewed_key_is_asked_for(provider: Provider, monkeypatch):
    provider.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert sign(provider).subject == "ana"
    old, provider.key = provider.key, RSAKey.generate_key(2048, auto_kid=True)
    # Not at once again: a stranger's keys would have us ask for them as often as they like.
    assert fault(provider) is Fault.UNTRUSTED
    monkeypatch.setattr(providers, "ASKED_AGAIN", 0.0)
    assert sign(provider).subject == "ana"
    provider.key = old


FORGED = {
    "another trip's": lambda said: said | {"nonce": "m" * 64},
    "no trip's": lambda said: {name: value for name, value in said.items() if name != "nonce"},
    "another provider's": lambda said: said | {"iss": "https://elsewhere.example"},
    "for another client": lambda said: said | {"aud": "other"},
    "for several": lambda said: said | {"aud": [CLIENT, "other"]},
    "given to another": lambda said: said | {"aud": [CLIENT], "azp": "other"},
    "over": lambda said: said | {"exp": said["exp"] - 7200},
    "of tomorrow": lambda said: said | {"iat": said["iat"] + 86400},
    "endless": lambda said: {name: value for name, value in said.items() if name != "exp"},
    "nobody's": lambda said: {name: value for name, value in said.items() if name != "sub"},
    "of an empty name": lambda said: said | {"sub": ""},
    "of a number": lambda said: said | {"sub": 7},
    "of a long name": lambda said: said | {"sub": "x" * 256},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_token_that_is_not_ours_of_now_and_of_this_trip_is_not_believed(provider: Provider, name: str):
    provider.forge = FORGED[name]
    assert fault(provider) is Fault.UNTRUSTED


def test_a_token_for_several_is_believed_when_it_was_given_to_us(provider: Provider):
    provider.forge = lambda said: said | {"aud": [CLIENT, "other"], "azp": CLIENT}
    assert sign(provider).subject == "ana"


def test_a_token_that_the_provider_did_not_sign_is_not_believed(provider: Provider):
    another, shared = RSAKey.generate_key(2048), OctKey.import_key(SECRET.ljust(32))
    signatures = {
        "none": unsigned,
        "with our secret": lambda said: jwt.encode({"alg": "HS256", "kid": provider.key.kid}, said, shared),
        "with another's key": lambda said: jwt.encode({"alg": "RS256", "kid": provider.key.kid}, said, another),
        "with a key unheard of": lambda said: jwt.encode({"alg": "RS256", "kid": "x"}, said, another),
        "not at all": lambda said: "nothing",
    }
    for name, provider.sign in signatures.items():
        assert fault(provider) is Fault.UNTRUSTED, name


def test_a_code_is_used_once_and_only_by_who_left_for_it(provider: Provider):
    us = client(provider)
    said = brought_back(provider.signs_on(sign_on.address(us, COMING, lang="fr"), "ana"))
    assert fault_of(us, Coming("state", COMING.nonce, "w" * 64), said["code"]) is Fault.SPENT
    assert sign_on.identity(us, COMING, said["code"], now=now()).subject == "ana"
    assert fault_of(us, COMING, said["code"]) is Fault.SPENT
    assert fault_of(us, COMING, said["code"], issuer="https://elsewhere.example") is Fault.UNTRUSTED
    assert fault_of(client(provider, secret="another"), COMING, "x") is Fault.MISSET


def fault_of(us: Client, coming: Coming, code: str, **more) -> Fault:
    with pytest.raises(Failed) as failed:
        sign_on.identity(us, coming, code, now=now(), **more)
    return failed.value.fault


@pytest.mark.parametrize("in_token", [False, True])
def test_domains_let_in_verified_addresses_alone(provider: Provider, in_token: bool):
    provider.in_token = in_token
    ours = {"domains": ("example.org",)}
    assert sign(provider, "ana", **ours).subject == "ana"
    assert fault(provider, "bas", **ours) is Fault.NOT_INVITED
    assert fault(provider, "eve", **ours) is Fault.NOT_INVITED
    assert ("/userinfo" in provider.asked[-3:]) is not in_token


def test_a_provider_is_looked_at_before_anybody_is_sent_there(provider: Provider):
    found = sign_on.look(client(provider))
    assert (found.host, found.keys) == (provider.issuer.removeprefix("http://"), 1)
    wrong = {
        Fault.MISSET: [client(provider, secret="another"), client(provider, client_id="other")],
        Fault.PRIVATE: [client(provider, strict=True)],
        Fault.UNREACHABLE: [client(provider, issuer=provider.issuer + "/none"), client(provider, issuer=closed())],
    }
    for fault_, clients in wrong.items():
        for us in clients:
            with pytest.raises(Failed) as failed:
                sign_on.look(us)
            assert failed.value.fault is fault_, failed.value
    for described in (
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"response_types_supported": ["id_token"]},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ):
        provider.described = described
        with pytest.raises(Failed) as failed:
            sign_on.look(client(provider))
        assert failed.value.fault is Fault.UNFIT, described
    for provider.breaks in ("openid-configuration", "/jwks"):
        provider.described = {}
        with pytest.raises(Failed):
            sign_on.look(client(provider))


def closed() -> str:
    """The address of a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_what_a_name_leads_to_is_looked_at_before_it_is_asked(monkeypatch):
    """A name that anybody may register can lead to a machine of our own."""
    for found in (["10.0.0.8"], ["93.184.215.14", "169.254.169.254"], ["::1"]):
        rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *given, rows=rows, **more: rows)
        with pytest.raises(Failed) as failed:
            reaching.ask("https://login.example.org/x", strict=True)
        assert failed.value.fault is Fault.PRIVATE


def test_an_answer_that_drips_grows_or_never_comes_is_cut(monkeypatch):
    monkeypatch.setattr(reaching, "SECONDS", 0.6)
    monkeypatch.setattr(reaching, "MOST_BYTES", 20_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    monkeypatch.setattr(reaching, "_resting", {})
    for drip, pause in ((b"X-Long: 1\r\n", 0.05), (b"", 5.0)):
        began = time.monotonic()
        with answering(b"HTTP/1.1 200 OK\r\n", drip, pause) as address, pytest.raises(Failed):
            reaching.ask(address, strict=False)
        assert time.monotonic() - began < 3
    for body in (b'{"a": "' + b"x" * 30_000, b"[]", b"<html>"):
        with answering(head + body, b"", 0) as address, pytest.raises(Failed) as failed:
            reaching.ask(address, strict=False)
        assert failed.value.fault is Fault.UNREACHABLE
    monkeypatch.setattr(reaching, "PATIENCE", 0.01)
    monkeypatch.setattr(reaching, "_places", threading.BoundedSemaphore(1))
    with reaching._place(""), pytest.raises(Failed):
        reaching.ask(closed(), strict=False)


def test_a_host_that_keeps_people_waiting_rests_and_is_then_asked_by_one_at_a_time(monkeypatch):
    resting: dict[str, float] = {}
    for name, value in (("_resting", resting), ("SECONDS", 0.4), ("LONG", 0.1), ("REST", 0.3)):
        monkeypatch.setattr(reaching, name, value)
    with answering(b"", b"", 5.0) as slow, pytest.raises(Failed, match="timed out"):
        reaching.ask(slow, strict=False)
    with pytest.raises(Failed, match="a moment ago"):
        reaching.ask(slow, strict=False)
    time.sleep(0.35)
    with answering(b"HTTP/1.1 200 OK\r\n\r\n{}", b"", 0) as quick:
        with reaching._place("127.0.0.1"), pytest.raises(Failed, match="a moment ago"):
            reaching.ask(quick, strict=False)
        assert reaching.ask(quick, strict=False) == (200, {})
    assert resting == {}


class answering:  # noqa: N801 - reads as what it does
    """A server that answers once: a beginning, then so many bytes every so many seconds, as long as one listens."""

    def __init__(self, begins: bytes, drip: bytes, pause: float) -> None:
        self.begins, self.drip, self.pause = begins, drip, pause
        self.door = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.answer, daemon=True)

    def answer(self) -> None:
        line, _ = self.door.accept()
        with line:
            line.recv(4096)
            line.sendall(self.begins)
            until = time.monotonic() + (5 if self.pause else 0)
            while time.monotonic() < until:
                time.sleep(min(self.pause, 0.05))
                try:
                    if self.drip:
                        line.sendall(self.drip)
                    elif not line.recv(1, socket.MSG_DONTWAIT):
                        return
                except BlockingIOError:
                    continue
                except OSError:
                    return

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def __exit__(self, *raised: object) -> None:
        self.door.close()
        self.thread.join(6)
