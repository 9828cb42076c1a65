"""What the press and the shop are given: a contact, a kit, certificates, posters."""

from contest.services.press.asking import ask, key_of
from contest.services.press.contact import set_contact
from contest.services.press.figures import Figure, figures
from contest.services.press.kit import Kit, compose
from contest.services.press.papers import certificate, poster, poster_link

__all__ = [
    "Figure", "Kit", "ask", "certificate", "compose", "figures", "key_of", "poster", "poster_link", "set_contact",
]  # fmt: skip
