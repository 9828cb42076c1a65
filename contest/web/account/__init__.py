"""The staff's way in: joining by invitation, signing in, a new password, one's own account."""

from contest.web.account import joining, own, portrait, resets, sign_in
from contest.web.account.door import blueprint

__all__ = ["blueprint", "joining", "own", "portrait", "resets", "sign_in"]
