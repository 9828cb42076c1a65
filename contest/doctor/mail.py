"""The mail server, and what the mail domain says about who may send for it."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing

from contest.doctor.findings import Finding, bad, ok, warning
from contest.outside import names
from contest.outside.mail import NotSent, Post, Relay

# The TXT records of a name. Errors: names.NoAnswer.
Ask = Callable[[str], list[str]]


def server(relay: Relay | None, own_name: str, what: str = "mail server", setting: str = "CONTEST_MAIL") -> Finding:
    """Whether the mail server lets us in; a real connection, and no mail."""
    if relay is None:
        return warning(what, "none: mails are kept at /dev/mail/", "For real people set CONTEST_MAIL")
    place = f"{relay.host}:{relay.port}"
    try:
        with closing(Post(relay, own_name)) as post:
            post.greet()
    except NotSent as error:
        return bad(what, f"{place}: {error.reason}", f"Correct {setting}, or let the provider look")
    how = "TLS" if relay.tls else "STARTTLS" if relay.starttls else "on this machine"
    return ok(what, f"{place}, {how}, {'signed in' if relay.user else 'no sign-in'}")


def domain(domain: str, selector: str, ask: Ask) -> Iterator[Finding]:
    """What others find when they ask whether our mail is ours: SPF, DKIM and DMARC."""
    for check in (spf, lambda name, ask: dkim(name, selector, ask), dmarc):
        try:
            yield check(domain, ask)
        except names.NoAnswer as error:
            yield warning("mail domain", f"no name server answers ({error})", "Ask again, or name one: --name-server")


def spf(domain: str, ask: Ask) -> Finding:
    """Who may send for the domain (RFC 7208)."""
    what = f"SPF of {domain}"
    found = [text for text in ask(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return bad(what, "no record", f'Publish TXT {domain} "v=spf1 include:<your mail provider> -all"')
    if len(found) > 1:
        return bad(what, f"{len(found)} records, so none counts", "Join them into one")
    if re.search(r"(?<!\S)\+?all\b", found[0].lower()):
        return bad(what, found[0], "Anybody may send as you: end it with -all")
    if not re.search(r"[~-]all\b|\bredirect=", found[0].lower()):
        return warning(what, found[0], "It forbids nobody: end it with -all")
    return ok(what, found[0])


def dkim(domain: str, selector: str, ask: Ask) -> Finding:
    """The key by which a mail's signature is checked (RFC 6376)."""
    what = f"DKIM of {domain}"
    if not selector:
        return warning(what, "not looked at", "Name your provider's selector: --dkim-selector")
    name = f"{selector}._domainkey.{domain}"
    for text in ask(name):
        tags = _tags(text)
        if tags.get("v", "DKIM1") == "DKIM1" and "p" in tags:
            if tags["p"]:
                return ok(what, f"{selector}, {tags.get('k', 'rsa')}")
            return bad(what, f"{selector} was revoked (empty p=)", "Name the selector your provider signs with now")
    return bad(what, f"no key at {name}", "Publish the record your mail provider shows you")


def dmarc(domain: str, ask: Ask) -> Finding:
    """What others should do with mail that only claims to be ours (RFC 7489); a parent's record counts too."""
    what = f"DMARC of {domain}"
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        name = "_dmarc." + ".".join(labels[start:])
        found = [tags for tags in map(_tags, ask(name)) if tags.get("v") == "DMARC1"]
        if len(found) > 1:
            return bad(what, f"{len(found)} records at {name}, so none counts", "Leave one")
        if found:
            return _policy(what, name, found[0])
    todo = f'Publish TXT _dmarc.{domain} "v=DMARC1; p=quarantine; rua=mailto:<you>": large providers ask for it'
    return bad(what, "no record", todo)


def _policy(what: str, name: str, tags: dict[str, str]) -> Finding:
    policy = tags.get("p", "none")
    if policy == "none":
        return warning(
            what, f"p=none ({name})", "Nothing is kept from those who pretend to be you: p=quarantine, later"
        )
    return ok(what, f"p={policy} ({name})")


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): re.sub(r"\s", "", value) for name, _, value in pairs}
