"""Signed heads: written as the specification says, read back, and nothing that was changed is read."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contest.rules.proof import notes
from contest.rules.proof.notes import Head

# A key as golang.org/x/mod/sumdb/note writes it, from its documentation.
EXAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
KEY = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
HEAD = Head("contest.example/demo/vote/2", 12345, b"r" * 32)
NOTE = notes.signed(HEAD.text, HEAD.origin, PUBLIC, KEY.sign(HEAD.text.encode()))


def test_a_head_is_three_lines_and_a_signature():
    mark = base64.b64encode(notes.key_id(HEAD.origin, PUBLIC) + KEY.sign(HEAD.text.encode())).decode()
    root = base64.b64encode(b"r" * 32).decode()
    assert f"contest.example/demo/vote/2\n12345\n{root}\n\n— contest.example/demo/vote/2 {mark}\n" == NOTE


def test_a_key_is_named_by_its_name_and_bytes():
    name, key_id, public = EXAMPLE_KEY.split("+", 2)
    raw = base64.b64decode(public)
    assert notes.verifier(name, raw[1:]) == EXAMPLE_KEY
    assert notes.key_id(name, raw[1:]).hex() == key_id


def test_a_note_is_read_back():
    head, key_id, signature = notes.read(NOTE)
    assert head == HEAD
    assert key_id == notes.key_id(HEAD.origin, PUBLIC)
    KEY.public_key().verify(signature, head.text.encode())


@pytest.mark.parametrize("place", range(len(NOTE)))
def test_no_changed_character_passes(place):
    changed = NOTE[:place] + chr(ord(NOTE[place]) ^ 1) + NOTE[place + 1 :]
    try:
        head, key_id, signature = notes.read(changed)
    except ValueError:
        return
    # What is still read as a note says another thing, or bears another mark.
    assert (head, key_id, signature) != notes.read(NOTE)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "one line\n",
        NOTE.replace("12345", "012345"),
        NOTE.replace("12345", "-1"),
        NOTE.replace("\n12345\n", "\n12345\n\n"),
        NOTE + NOTE.splitlines()[-1] + "\n",
        NOTE.replace("— contest.example/demo/vote/2", "— contest.example/demo/vote/3"),
        NOTE.rsplit(" ", 1)[0] + " !!!\n",
        NOTE.rsplit(" ", 1)[0] + " AAAA\n",
    ],
)
def test_what_is_no_head_of_ours_is_refused(bad):
    with pytest.raises(ValueError, match=r"head|base 64|unpack"):
        notes.read(bad)
