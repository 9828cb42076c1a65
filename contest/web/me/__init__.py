"""A participant's private pages: follow an idea, edit it, take it back, answer, appeal, accept a prize, leave."""

from contest.web.me import acceptances, certificates, entries, pages, side_prizes

BLUEPRINTS = (
    pages.blueprint,
    entries.blueprint,
    certificates.blueprint,
    acceptances.blueprint,
    side_prizes.blueprint,
)
