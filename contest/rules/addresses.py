"""Every address that leaves the house, as a pure table: name -> path. A test resolves each against the routes."""

PATHS: dict[str, str] = {
    "languages": "/",
    "campaigns": "/{lang}/",
    "campaign": "/{lang}/{campaign}/",
    "entries": "/{lang}/{campaign}/entries",
    "entry": "/{lang}/{campaign}/entries/{number}",
    "voted": "/{lang}/{campaign}/entries/{number}/voted",
    "report": "/{lang}/{campaign}/entries/{number}/report",
    "remind": "/{lang}/{campaign}/remind/{position}",
    "stop": "/{lang}/{campaign}/stop/{token}",
    "calendar": "/{lang}/{campaign}/calendar/{position}.ics",
    "submit": "/{lang}/{campaign}/submit",
    "similar": "/{lang}/{campaign}/submit/similar",
    "packet": "/{lang}/{campaign}/submit/packet",
    "draft_picture": "/{lang}/{campaign}/submit/{token}/picture",
    "draft_picture_at": "/{lang}/{campaign}/submit/{token}/pictures/{picture}",
    "draft": "/{lang}/{campaign}/submit/{token}",
    "vote": "/{lang}/{campaign}/vote",
    "ballot": "/{lang}/{campaign}/vote/{position}",
    "slip": "/{lang}/{campaign}/vote/{position}/{number}",
    "check": "/{lang}/{campaign}/check/{signed}",
    "change": "/{lang}/{campaign}/change/{signed}",
    "my_vote": "/{lang}/{campaign}/my-vote/{token}",
    "results": "/{lang}/{campaign}/results/{position}",
    "announcement": "/{lang}/{campaign}/announcements/{position}",
    "winner": "/{lang}/{campaign}/winner",
    "results_now": "/{lang}/{campaign}/results",
    "receipt": "/{lang}/{campaign}/receipts/{receipt}",
    "receipt_proof": "/{lang}/{campaign}/receipts/{receipt}/proof.json",
    "archive": "/archives/{campaign}/vote-{position}.zip",
    "program": "/verify.py",
    "log": "/{lang}/{campaign}/results/{position}/log",
    "confirm": "/{lang}/{campaign}/confirm/{token}",
    "me": "/{lang}/{campaign}/me",
    "my_entry": "/{lang}/{campaign}/me/entries/{entry}",
    "my_picture": "/{lang}/{campaign}/me/entries/{entry}/picture",
    "my_picture_at": "/{lang}/{campaign}/me/entries/{entry}/pictures/{signed}",
    "withdraw": "/{lang}/{campaign}/me/entries/{entry}/withdraw",
    "answer": "/{lang}/{campaign}/me/entries/{entry}/messages",
    "appeal": "/{lang}/{campaign}/me/entries/{entry}/appeal",
    "acceptance": "/{lang}/{campaign}/me/entries/{entry}/acceptance",
    "decline": "/{lang}/{campaign}/me/entries/{entry}/acceptance/decline",
    "out": "/{lang}/{campaign}/me/out",
    "erase": "/{lang}/{campaign}/me/erase",
    "link_again": "/{lang}/{campaign}/me/link",
    "rules": "/{lang}/{campaign}/rules",
    "privacy": "/{lang}/{campaign}/privacy",
    "imprint": "/{lang}/{campaign}/imprint",
    "contact": "/{lang}/{campaign}/contact",
    "history": "/{lang}/{campaign}/history",
    "share": "/{lang}/{campaign}/share/{number}",
    "share_winner": "/{lang}/{campaign}/share/{number}/winner",
    "share_link": "/s/{code}",
    "sitemap": "/sitemap.xml",
    "picture": "/media/{campaign_id}/{picture}/{width}.webp",
    "portrait": "/portraits/{picture}/{width}.webp",
    "card": "/cards/{campaign}/{file}",
    "join": "/account/join/{token}",
    "reset": "/account/reset/{token}",
    "desk": "/desk/",
    "desk_queue": "/desk/{campaign}/queue",
}


def path(name: str, **parts: str | int) -> str:
    """The path of a named address. Errors: KeyError for an unknown name or a missing part."""
    return PATHS[name].format(**parts)


def absolute(public_url: str, name: str, **parts: str | int) -> str:
    """The whole address, from the public address in settings, never from a request's Host header."""
    return public_url.rstrip("/") + path(name, **parts)
