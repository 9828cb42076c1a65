"""A campaign's keys: made with it, wrapped by the master key, destroyed by deleting the row."""

import base64
import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contest import vault
from contest.db import reading, transaction
from contest.models import CampaignKey, KeyPurpose
from contest.rules.hooks import PREFIX
from contest.rules.proof import notes
from contest.services import erasures

# A destroyed key is forgotten by every process within this many seconds.
REMEMBERED = 60.0


class KeyRing:
    """The master key of this process and the campaigns' keys it has unwrapped lately."""

    def __init__(self) -> None:
        self._master = b""
        self._known: dict[tuple[UUID, KeyPurpose], tuple[float, bytes]] = {}

    def open(self, master: bytes) -> None:
        """Use this master key from now on."""
        self._master = master
        self._known.clear()

    @property
    def master(self) -> bytes:
        """The master key. Errors: RuntimeError before `open`."""
        if not self._master:
            raise RuntimeError("the key ring was not opened")
        return self._master

    def key(self, campaign: UUID, purpose: KeyPurpose) -> bytes:
        """The campaign's key. Errors: KeyError when it was destroyed or never made."""
        known = self._known.get((campaign, purpose))
        if known and time.monotonic() - known[0] < REMEMBERED:
            return known[1]
        row = reading().get(CampaignKey, (campaign, purpose))
        if row is None:
            self._known.pop((campaign, purpose), None)
            raise KeyError(purpose)
        key = vault.unwrap(self.master, f"{campaign} {purpose}", row.wrapped)
        self._known[(campaign, purpose)] = (time.monotonic(), key)
        return key


ring = KeyRing()


def make(campaign: UUID, *, now: datetime) -> None:
    """Make one key for each purpose of a new campaign."""
    with transaction() as session:
        for purpose in KeyPurpose:
            wrapped = vault.wrap(ring.master, f"{campaign} {purpose}", vault.new_key())
            session.add(CampaignKey(campaign_id=campaign, purpose=purpose, wrapped=wrapped, created_at=now))


def destroy(campaign: UUID, purpose: KeyPurpose) -> None:
    """Make all that this key kept unreadable for good; doing it twice is doing it once."""
    with transaction() as session:
        row = session.get(CampaignKey, (campaign, purpose))
        if row is not None:
            erasures.log.note(erasures.Kind.KEY, campaign, purpose)
            session.delete(row)


def voter_key(campaign: UUID, canonical_address: str) -> str:
    """The keyed hash that stands for a voter's canonical address, 64 hexadecimal digits."""
    return vault.mac(ring.key(campaign, KeyPurpose.VOTER), "voter", canonical_address)


def code_keys(campaign: UUID, codes: Sequence[str]) -> list[str]:
    """The keyed hashes that stand for pack codes (as `rules.codes.read_code` writes them), 32 digits each."""
    key = ring.key(campaign, KeyPurpose.VOTER)
    return [vault.mac(key, "pack code", code)[:32] for code in codes]


def browser_key(campaign: UUID, token: str) -> str:
    """The keyed hash that stands for a browser, by what its cookie holds."""
    return vault.mac(ring.key(campaign, KeyPurpose.VOTER), "browser", token)


def draw_ticket(campaign: UUID, phase: UUID, voter: str) -> str:
    """What stands for a voter in the draw of one vote's side prizes, 64 hexadecimal digits."""
    return vault.mac(ring.key(campaign, KeyPurpose.VOTER), "side prize", str(phase), voter)


def sign_on_key(campaign: UUID, issuer: str, subject: str) -> str:
    """The keyed hash that stands for whoever a provider calls so."""
    return vault.mac(ring.key(campaign, KeyPurpose.VOTER), "sign-on", issuer, subject)


def asker_key(campaign: UUID, canonical_address: str) -> str:
    """The keyed hash that stands for who asks a question; it outlives the keys of the voters."""
    return vault.mac(ring.key(campaign, KeyPurpose.SEAL), "asker", canonical_address)


def seal_address(campaign: UUID, address: str) -> bytes:
    """An address as it is stored: sealed, for the mail job only."""
    return vault.seal(ring.key(campaign, KeyPurpose.SEAL), "address", address)


def open_address(campaign: UUID, sealed: bytes) -> str:
    """The address again. Errors: vault.Broken, KeyError."""
    return vault.unseal(ring.key(campaign, KeyPurpose.SEAL), "address", sealed)


def seal_typed(campaign: UUID, text: str) -> bytes:
    """What somebody typed and did not send yet: sealed, for whoever holds its link."""
    return vault.seal(ring.key(campaign, KeyPurpose.SEAL), "typed", text)


def open_typed(campaign: UUID, sealed: bytes) -> str:
    """What was typed. Errors: vault.Broken, KeyError."""
    return vault.unseal(ring.key(campaign, KeyPurpose.SEAL), "typed", sealed)


def seal_identity(campaign: UUID, text: str) -> bytes:
    """What a winner says of themselves in private."""
    return vault.seal(ring.key(campaign, KeyPurpose.SEAL), "identity", text)


def open_identity(campaign: UUID, sealed: bytes) -> str:
    """What they said. Errors: vault.Broken, KeyError."""
    return vault.unseal(ring.key(campaign, KeyPurpose.SEAL), "identity", sealed)


def seal_waiting(campaign: UUID, text: str) -> bytes:
    """A vote that waits for its voter to sign on; their own browser carries it."""
    return vault.seal(ring.key(campaign, KeyPurpose.SEAL), "waiting vote", text)


def open_waiting(campaign: UUID, sealed: bytes) -> str:
    """The vote again. Errors: vault.Broken, KeyError."""
    return vault.unseal(ring.key(campaign, KeyPurpose.SEAL), "waiting vote", sealed)


def seal_secret(campaign: UUID, secret: str) -> bytes:
    """What proves to a provider of single sign-on that we are we."""
    return vault.seal(ring.key(campaign, KeyPurpose.SEAL), "client secret", secret)


def open_secret(campaign: UUID, sealed: bytes) -> str:
    """That secret. Errors: vault.Broken, KeyError."""
    return vault.unseal(ring.key(campaign, KeyPurpose.SEAL), "client secret", sealed)


def signed_note(campaign: UUID, origin: str, text: str) -> str:
    """A text about the log of this name, signed by the campaign's own key. Errors: KeyError."""
    seed = ring.key(campaign, KeyPurpose.LOG)
    return notes.signed(text, origin, vault.public_key(seed), vault.signature(seed, text))


def head_verifier(campaign: UUID, origin: str) -> str:
    """The key by which everybody checks what was signed under this name. Errors: KeyError."""
    return notes.verifier(origin, vault.public_key(ring.key(campaign, KeyPurpose.LOG)))


def confirmation_code(campaign: UUID, confirmation: UUID) -> str:
    """The six digits mailed for a confirmation; derived, never stored."""
    return vault.digits(ring.key(campaign, KeyPurpose.SEAL), "confirmation code", str(confirmation))


def confirmation_token(campaign: UUID, confirmation: UUID) -> str:
    """The token of a confirmation's link."""
    return _token(campaign, "confirmation link", confirmation)


def confirmation_of(campaign: UUID, token: str) -> UUID | None:
    """The confirmation a link's token stands for, or None when it was not made by us."""
    return _id_of(campaign, "confirmation link", token)


def reminder_token(campaign: UUID, reminder: UUID) -> str:
    """What ends a wish to be told."""
    return _token(campaign, "stop reminder", reminder)


def reminder_of(campaign: UUID, token: str) -> UUID | None:
    """The wish such a token ends, or None when it was not made by us."""
    return _id_of(campaign, "stop reminder", token)


def wish_token(campaign: UUID, wish: UUID) -> str:
    """What ends a wish to be told what is announced."""
    return _token(campaign, "stop announcements", wish)


def wish_of(campaign: UUID, token: str) -> UUID | None:
    """The wish such a token ends, or None when it was not made by us."""
    return _id_of(campaign, "stop announcements", token)


def embargo_token(campaign: UUID, embargo: UUID) -> str:
    """What a journalist's link to an announcement ends in."""
    return _token(campaign, "embargo", embargo)


def embargo_of(campaign: UUID, token: str) -> UUID | None:
    """The link under embargo that ends so, or None when it was not made by us."""
    return _id_of(campaign, "embargo", token)


def report_token(campaign: UUID, report: UUID) -> str:
    """What confirms the address of whoever reported an idea."""
    return _token(campaign, "confirm report", report)


def report_of(campaign: UUID, token: str) -> UUID | None:
    """The report such a token confirms, or None when it was not made by us."""
    return _id_of(campaign, "confirm report", token)


def reporter_key(campaign: UUID, canonical_address: str) -> str:
    """The keyed hash that stands for a reporter's canonical address; another than the same person's as a voter."""
    return vault.mac(ring.key(campaign, KeyPurpose.VOTER), "reporter", canonical_address)


def seal_name(campaign: UUID, name: str) -> bytes:
    """The name of whoever reported something, for those who answer it."""
    return vault.seal(ring.key(campaign, KeyPurpose.SEAL), "reporter", name)


def open_name(campaign: UUID, sealed: bytes) -> str:
    """That name again. Errors: vault.Broken, KeyError."""
    return vault.unseal(ring.key(campaign, KeyPurpose.SEAL), "reporter", sealed)


def vote_token(campaign: UUID, ballot: UUID) -> str:
    """What lets a voter who is asked about a ballot answer."""
    return _token(campaign, "answer about a vote", ballot)


def vote_of(campaign: UUID, token: str) -> UUID | None:
    """The ballot such a token is about, or None when it was not made by us."""
    return _id_of(campaign, "answer about a vote", token)


def question_token(campaign: UUID, question: UUID) -> str:
    """What opens the page of a question to whoever asked it."""
    return _token(campaign, "question", question)


def question_of(campaign: UUID, token: str) -> UUID | None:
    """The question such a token opens, or None when it was not made by us."""
    return _id_of(campaign, "question", token)


def reply_tag(mail: UUID) -> str:
    """What stands in the address for answers to a mail of ours: which one, and that we said so. 49 characters."""
    return f"{mail.hex}.{vault.mac(ring.master, 'reply', mail.hex)[:16]}"


def mail_of(tag: str) -> UUID | None:
    """The mail such a tag is for, or None when it was not made by us."""
    try:
        mail = UUID(hex=tag.partition(".")[0])
    except ValueError:
        return None
    return mail if vault.same(reply_tag(mail), tag.lower()) else None


def seal_hook(hook: UUID, address: str) -> bytes:
    """The address of a chat that alarms are posted to: whoever knows it can write there."""
    return vault.seal(ring.master, f"hook {hook}", address)


def open_hook(hook: UUID, sealed: bytes) -> str:
    """That address again. Errors: vault.Broken."""
    return vault.unseal(ring.master, f"hook {hook}", sealed)


def hook_secret(hook: UUID) -> str:
    """What shows a receiver that it was us who posted: 32 bytes, as Standard Webhooks writes them; derived."""
    return PREFIX + base64.b64encode(bytes.fromhex(vault.mac(ring.master, "hook", hook.hex))).decode()


def _token(campaign: UUID, purpose: str, of: UUID) -> str:
    """An id, a dot, and a keyed hash."""
    proof = vault.mac(ring.key(campaign, KeyPurpose.SEAL), purpose, str(of))
    return f"{of.hex}.{proof[:32]}"


def _id_of(campaign: UUID, purpose: str, token: str) -> UUID | None:
    try:
        of = UUID(hex=token.partition(".")[0])
    except ValueError:
        return None
    return of if vault.same(_token(campaign, purpose, of), token) else None
