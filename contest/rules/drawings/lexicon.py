"""What a name asks to look like: a lexicon of three kitchens' words first, else a hash of the name."""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b

from contest.rules.drawings.palettes import PALETTES, Palette

LAYOUTS = ("plein", "etiquette", "bandeau", "assiette")
"""How the name and the pattern share a packet; `fenetre` is a fifth, for an entry with a photograph."""

PATTERN_NAMES = ("waves", "dots", "chevrons", "peel", "seeds", "chips", "scales", "rings", "check", "crumbs")

_BY_KEY = {palette.key: palette for palette in PALETTES}

_LOOKS = """
moule scales: moule moules mossel mosselen mussel mussels
moule waves: mer zee noordzee sea plage strand beach oostende ostende
hareng scales: hareng haring herring crevette crevettes garnaal garnalen shrimp poisson vis fish
hareng scales: saumon zalm
hareng check: croque sandwich boterham toast jambon ham picnic tartine
ail rings: ail ails look knoflook garlic oignon oignons ui ajuin onion onions echalote sjalot
cornichon peel: cornichon cornichons augurk augurken pickle pickles gherkin citron citroen lemon
cornichon peel: lime
persil dots: fromage kaas cheese pois erwt erwten pea peas chou kool sprout sprouts
persil dots: spruiten
persil seeds: persil peterselie parsley herbes kruiden herbs menthe munt mint basilic poireau prei
persil seeds: leek
frite chevrons: frite frites friet frieten frietjes fries cornet friterie frituur moutarde mosterd
frite chevrons: mustard
chicon peel: chicon chicons witloof witlof chicory endive endives asperge asperges asparagus
paprika dots: paprika tomate tomaat tomato soupe soep soup boulet boulets ballekes gehaktballen
paprika waves: piment samourai samurai harissa chili pili epice pikant spicy
melba seeds: peche perzik peach fraise fraises aardbei aardbeien strawberry framboise framboos
melba seeds: abricot
betterave chevrons: betterave biet bieten beetroot roast roti rosbif framboisier cerise kriek cherry
stoofvlees waves: stoofvlees carbonnade carbonnades carbonade stew biere bier beer trappist
stoofvlees waves: gravy boeuf rund beef
speculoos crumbs: speculoos speculaas biscuit koek cookie cookies gaufre wafel waffle pain brood bread
speculoos chips: chocolat chocolade chocolate caramel karamel cafe koffie coffee bacon lard spek
"""
"""Palette and pattern, then words as `plain_words` gives them; the first of a name's words found decides."""


def _lexicon() -> dict[str, tuple[str, str]]:
    """Each word's palette and pattern."""
    rows = (row.split(": ") for row in _LOOKS.strip().splitlines())
    looks = ((look.split(), words.split()) for look, words in rows)
    return {word: (key, pattern) for (key, pattern), words in looks for word in words}


_LEXICON = _lexicon()

_SALT = b"patatras 192664"
"""Any salt would do; with this one, the names in the design's pictures get the layouts drawn there."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a packet looks like before its words are set: palette, pattern, layout, and a phase of 0 to 1."""

    palette: Palette
    pattern: str
    layout: str
    phase: float


def plain_words(name: str) -> list[str]:
    """The words of a name, in lower case and without accents."""
    bare = unicodedata.normalize("NFKD", name.casefold()).replace("œ", "oe").replace("æ", "ae")
    return re.findall(r"[a-z]+", "".join(c for c in bare if not unicodedata.combining(c)))


def _dice(name: str) -> bytes:
    """Eight bytes that depend on the name's words only: case and spaces do not change a packet."""
    words = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return blake2b(words.encode("utf-8", "replace"), digest_size=8, key=_SALT).digest()


def figure_of(name: str, *, photo: bool = False) -> Figure:
    """The look of an entry's packet, from its name alone; with a photograph the layout is `fenetre`."""
    dice = _dice(name)
    look = next((_LEXICON[word] for word in plain_words(name) if word in _LEXICON), None)
    key, pattern = look or (
        PALETTES[dice[0] % len(PALETTES)].key,
        PATTERN_NAMES[dice[1] % len(PATTERN_NAMES)],
    )
    layout = "fenetre" if photo else LAYOUTS[dice[2] % len(LAYOUTS)]
    return Figure(_BY_KEY[key], pattern, layout, dice[3] / 256)


def palette_of(name: str) -> Palette:
    """The palette of an entry's packet, for the pages around it."""
    return figure_of(name).palette
