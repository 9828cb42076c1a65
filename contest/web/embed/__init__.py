"""The frames' door: widgets on other people's pages, the loader that brings them there, oEmbed."""

from contest.web.embed import frames, loader, oembed

BLUEPRINTS = tuple(door.blueprint for door in (frames, loader, oembed))
