"""The frames' door: widgets on other people's pages, the loader that brings them there, oEmbed."""

from contest.web.embed import checks, frames, ideas, loader, oembed, papers, votes

BLUEPRINTS = tuple(door.blueprint for door in (frames, votes, papers, checks, ideas, loader, oembed))
