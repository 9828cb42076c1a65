"""Cards for tests: of each kind and with each kind of name. `python -m tests.cards FOLDER` draws them all and says how
long each took (processor time) and how large it is."""

import base64
import sys
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from contest.outside import cards as outside
from contest.rules import cards as rules
from contest.rules.cards import Card, Face, Kind, Look, Packet, Shape

FACE = Face("Patatras", "Le goût d’après", "Inventez la prochaine chips Patatras\xa0: la Belgique vote.", Look())
ENTRY = Card(
    Kind.ENTRY,
    "fr",
    FACE,
    packet=Packet("Ail, ail, ail", "Poids net\xa0: une idée", "n°\xa012"),
    author="Une idée d’Inès",
)
VOTED = replace(ENTRY, kind=Kind.VOTED, kicker="J’ai voté pour", seal=("Ma", "voix"))
WINNER = replace(
    ENTRY, kind=Kind.WINNER, kicker="Le goût d’après, c’est", lead="Inventé par Inès, à Liège.", seal=("902", "voix")
)
CAMPAIGN = Card(
    Kind.CAMPAIGN,
    "fr",
    FACE,
    title=("Le goût", "d’après"),
    crown=True,
    prize=("25\xa0000\xa0€", "et 1\xa0% des ventes"),
    empty=("Et le vôtre\xa0?", "votre prénom, ici"),
)
NAMES = {
    "plain": "Ail, ail, ail",
    "long": "La chips qui rappelle les dimanches d’été au bord de la Semois avec tout le clan",
    "one word": "W" * 80,
    "arabic": "بطاطس بالزعتر من حديقة جدتي",
    "mixed": "Chips زعتر 25 🌿 de Fatima",
    "emoji": "🧀🌶️ Fromage qui pique 👨‍🍳",
    "one letter": "Ö",
    "no letter of ours": "ამირანის ჩიფსები",
    "other letters": "Картошка Αθήνα 고추장 北京「ゆず胡椒」",
    "no spaces": "มันฝรั่งทอดกรอบรสต้มยำกุ้งน้ำข้นแบบคุณยาย",
    "markup": "<b>&amp;</b>\"'\x00\ud800",
    "nothing": "",
}
PHOTO = Path("contest/demo/pictures/frites/640.webp")


def named(card: Card, name: str, photo: str = "") -> Card:
    """A card about an entry of another name."""
    assert card.packet is not None
    return replace(card, packet=replace(card.packet, name=name, photo=photo))


def pictures() -> dict[str, str]:
    """The one photograph, by its id."""
    return {"photo": f"data:image/webp;base64,{base64.b64encode(PHOTO.read_bytes()).decode()}"}


def drawn(card: Card, shape: Shape) -> bytes:
    """A card as it leaves the worker, in this process."""
    words = rules.foreign_words(rules.texts_of(card))
    widths = {word: outside.width(word, family) for word, family in words.items()}
    parts = {name: outside._png(svg) for name, svg in rules.parts_of(card, pictures()).items()}
    return outside.jpeg(outside.with_parts(rules.svg_of(card, shape, pictures(), widths), parts))


def opened(file: bytes) -> Image.Image:
    """The picture in a file."""
    with Image.open(BytesIO(file)) as picture:
        return picture.convert("RGB")


def main(folder: Path) -> None:
    """Draw one of each into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    of_names = {f"entry {kind}": named(ENTRY, name) for kind, name in NAMES.items()}
    others = {
        "campaign": CAMPAIGN,
        "voted": VOTED,
        "winner": WINNER,
        "photo": named(ENTRY, "Le fond du cornet", "photo"),
    }
    for title, card in (of_names | others).items():
        for shape in Shape:
            began = time.process_time()
            file = drawn(card, shape)
            took = (time.process_time() - began) * 1000
            (folder / f"{title.replace(' ', '-')}-{shape}.jpg").write_bytes(file)
            print(f"{title:24} {shape:6} {took:6.0f} ms {len(file) / 1000:6.0f} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
