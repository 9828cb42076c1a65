"""Throw-away mail: domains that hand an address to anybody for ten minutes. A sign beside others, never a refusal.

A short list of the well-known ones; thousands more exist, and many change every week.
"""

DOMAINS = frozenset(
    """
    0-mail.com 10mail.org 10minutemail.com 20minutemail.com 33mail.com anonbox.net bugmenot.com burnermail.io
    byom.de crazymailing.com deadaddress.com discard.email discardmail.com dispostable.com dropmail.me
    emailfake.com emailondeck.com emltmp.com fakeinbox.com fakemail.net fakemailgenerator.com getairmail.com
    getnada.com grr.la guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.info guerrillamail.net
    guerrillamail.org guerrillamailblock.com harakirimail.com incognitomail.org inboxbear.com inboxkitten.com
    jetable.org kasmail.com mail-temp.com mail.tm mailcatch.com maildrop.cc mailexpire.com mailinator.com
    mailnesia.com mailnull.com mailpoof.com mailsac.com mailtemp.net minuteinbox.com mintemail.com moakt.com
    mohmal.com mytemp.email mytrashmail.com nada.email pokemail.net sharklasers.com spam4.me spambog.com
    spamgourmet.com spamex.com tempail.com temp-mail.io temp-mail.org tempinbox.com tempmail.dev tempmail.net
    tempmailo.com tempr.email throwawaymail.com trash-mail.com trashmail.com trashmail.de trashmail.me trashmail.net
    trbvm.com wegwerfemail.de wegwerfmail.de wegwerfmail.net yopmail.com yopmail.fr yopmail.net
    """.split()  # noqa: SIM905 - one reads it
)


def is_disposable(domain: str) -> bool:
    """Whether a domain, or one above it, hands out throw-away addresses."""
    parts = domain.split(".")
    return any(".".join(parts[place:]) in DOMAINS for place in range(len(parts) - 1))
