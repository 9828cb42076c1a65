"""What a password must be: long, not a common one, not made of what anybody knows (NIST SP 800-63B, 5.1.1.2).

No rule about capitals, digits or signs, and no expiry: they make people choose worse ones.
"""

import re
import unicodedata
from collections.abc import Iterable

from contest.rules.objections import Objection

SHORTEST = 12
LONGEST = 128
# A name shorter than this would forbid half of all sentences.
SHORTEST_NAME = 4
# What people type first, in our languages; compared without the digits and signs put around it.
COMMON = """
abcdefghijkl administrateur administrator adminadmin azertyuiop azertyuiopqs
baseball bonjour changeme chocolat
chocolate chouchou correcthorsebatterystaple doudou dragon football hallo hallohallo ilovemyself iloveyou
iloveyousomuch jesuischarlie jetaime letmein letmeinplease loulou love marseille master michael mijnwachtwoord
monkey monmotdepasse motdepasse motdepassemotdepasse mypassword nederland pass passpass password
passwordpassword princess princesse qwerty qwertyqwerty qwertyuiop qwertyuiopas qwertzuiop secret soleil
sunshine superman trustno wachtwoord wachtwoordwachtwoord welcome welcomewelcome welkom welkomwelkom whatever
"""
COMMON_WORDS = frozenset(COMMON.split())
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1a2z3e4r5t6y7u8i9o0p",
)


def normal(password: str) -> str:
    """As it is hashed: NFKC, so that the same keys give the same password on every device."""
    return unicodedata.normalize("NFKC", password)


def objections(password: str, known: Iterable[str] = (), field: str = "password") -> list[Objection]:
    """Every reason against a password; `known` are words anybody could guess: names, address, brands."""
    password = normal(password)
    found = []
    if len(password) < SHORTEST:
        found.append(Objection("password_too_short", field, {"shortest": SHORTEST}))
    if len(password) > LONGEST:
        found.append(Objection("password_too_long", field, {"longest": LONGEST}))
    if is_common(password):
        found.append(Objection("password_common", field))
    name = contained(password, known)
    if name:
        found.append(Objection("password_holds_name", field, {"name": name}))
    return found


def is_common(password: str) -> bool:
    """Whether it is among those tried first: a common word with digits, a row of keys, one thing repeated."""
    plain = re.sub(r"[\W_]+", "", _fold(password))
    word = re.sub(r"^\d+|\d+$", "", plain)
    if word in COMMON_WORDS or len(set(plain)) <= 2:
        return True
    if re.fullmatch(r"(.{1,4})\1{2,}.{0,3}", plain):
        return True
    return any(plain in row or plain in row[::-1] for row in ROWS)


def contained(password: str, known: Iterable[str]) -> str:
    """The first of the known words that the password holds, or ""; case and accents make no difference."""
    folded = _fold(password)
    words = (word for text in known for word in re.split(r"[\W_]+", text))
    return next((word for word in words if len(word) >= SHORTEST_NAME and _fold(word) in folded), "")


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
