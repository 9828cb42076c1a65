"""Who follows a link without being a person: previews of messengers and networks, crawlers, tools.

A short list of our own rather than crawler-user-agents (1,400 expressions, tried one after another at each visit):
nearly every robot calls itself one, and the others that fetch previews can be counted on two hands.
"""

import re

_ROBOT = re.compile(
    r"(?<!cu)bot\b|bot[/_.;,\-]|crawl|spider|slurp|preview|unfurl|scan(?:ner)?\b|monitor|archive|validator"
    r"|facebookexternalhit|facebookcatalog|meta-external|facebot|^whatsapp/|cardyb|embedly|iframely|nuzzel|vkshare|viber"
    r"|mastodon|pleroma|akkoma|misskey|friendica|lemmy|skypeuri|slack-img|google-(?!chrome)|mediapartners|feedfetcher"
    r"|bingpreview|yandex(?!.*yabrowser)|baidu.*spider|duckduckgo-favicons|outbrain|w3c_|lighthouse|pagespeed"
    r"|^curl|^wget|python|^go-http|^java/|okhttp|^node|axios|undici|libwww|httpclient|http_request|^ruby|^php|^apache-http"
    r"|https?://",
    re.IGNORECASE,
)


def is_robot(agent: str) -> bool:
    """Whether a browser's name for itself (User-Agent) is a robot's; a browser always says something."""
    return not agent.strip() or _ROBOT.search(agent) is not None
