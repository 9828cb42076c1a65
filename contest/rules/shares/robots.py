"""Who follows a link without being a person: previews of messengers and networks, crawlers, tools.

A short list of our own rather than crawler-user-agents (1,400 expressions, tried one after another at each visit):
every browser, those inside applications too, calls itself Mozilla first, so what does not is a tool; and the tools that
do are known by what they add, which can be counted on two hands.
"""

import re

_BROWSER = re.compile(r"\s*(mozilla|opera)/\d", re.IGNORECASE)
_ROBOT = re.compile(
    r"(?<!cu)bot\b|bot[/_.;,\-]|crawl|spider|slurp|preview|unfurl|scan(?:ner)?\b|monitor|archive|validator|scrap"
    r"|facebookexternalhit|facebookcatalog|meta-external|facebot|cardyb|embedly|iframely|nuzzel|vkshare"
    r"|mastodon|pleroma|akkoma|misskey|friendica|lemmy|skypeuri|slack-img|google-(?!chrome)|mediapartners|feedfetcher"
    r"|yandex(?!.*yabrowser)|duckduckgo-favicons|outbrain|w3c_|lighthouse|pagespeed"
    r"|python|okhttp|apache-http|https?://",
    re.IGNORECASE,
)


def is_robot(agent: str) -> bool:
    """Whether a browser's name for itself (User-Agent) is a robot's; a browser always says something."""
    return not _BROWSER.match(agent) or _ROBOT.search(agent) is not None
