"""What is said when an act of the desk's own set-up is refused: where alarms go, by what people are refused."""

from contest.words.catalogues import N_

DESK: dict[str, str] = {
    "hook_malformed": N_("Please give the whole address, like https://chat.example.org/hooks/abc."),
    "hook_open": N_("Please give an address that begins with https://."),
    "hook_private": N_("%(host)s lies in a network of one’s own. The operator can allow it: `CONTEST_INNER_HOSTS`."),
    "hooks_too_many": N_("Alarms can go to at most %(most)s addresses."),
    "reasons_too_many": N_("A campaign can have at most %(most)s reasons of its own."),
}
