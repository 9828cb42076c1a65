"""Development only: local mail, one-click sign-in. Absent in production."""

from contest.web.dev import mail, sign_in

BLUEPRINTS = (sign_in.blueprint, mail.blueprint)
