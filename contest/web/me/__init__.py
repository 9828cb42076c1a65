"""A participant's private pages: follow an idea, edit it, take it back, answer, appeal, leave."""

from contest.web.me import entries, pages

BLUEPRINTS = (pages.blueprint, entries.blueprint)
