"""The head of a log as a signed note (C2SP tlog-checkpoint and signed-note), which tools of others read too.

contest.example/le-gout-d-apres/vote/2
12345
<the root, in base 64>

— contest.example/le-gout-d-apres/vote/2 <four bytes of the key's digest and the signature, in base 64>
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

ED25519 = b"\x01"
DASH = "\N{EM DASH} "
ID_BYTES = 4


@dataclass(frozen=True)
class Head:
    """A tree of one log at one moment: how many lines, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def signed(text: str, name: str, public: bytes, signature: bytes) -> str:
    """The note: a text, and its signature (Ed25519, 64 bytes) by the key `public` (32 bytes) of that name."""
    mark = base64.b64encode(key_id(name, public) + signature).decode()
    return f"{text}\n{DASH}{name} {mark}\n"


def read(note: str) -> tuple[Head, bytes, bytes]:
    """The head of a note with one signature, the key's id and the signature. Errors: ValueError."""
    text, _, marks = note.partition("\n\n")
    origin, size, root = f"{text}\n".splitlines()
    if not marks.startswith(DASH) or marks.count("\n") != 1 or not size.isdecimal() or size != str(int(size)):
        raise ValueError("not a signed head")
    name, _, mark = marks.removeprefix(DASH).rstrip("\n").rpartition(" ")
    try:
        signature, hashed = (base64.b64decode(one, validate=True) for one in (mark, root))
    except binascii.Error as error:
        raise ValueError("not base 64") from error
    head = Head(origin, int(size), hashed)
    if name != origin or head.text != f"{text}\n" or len(signature) != ID_BYTES + 64:
        raise ValueError("not a signed head of ours")
    return head, signature[:ID_BYTES], signature[ID_BYTES:]


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a note names the key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:ID_BYTES]


def verifier(name: str, public: bytes) -> str:
    """The key as others are given it: `name+id+base 64`."""
    return f"{name}+{key_id(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"
