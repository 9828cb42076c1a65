"""The table in docs/performance.md, made from the newest results."""

import json
from pathlib import Path
from typing import Any

from contest.settings import ROOT

RESULTS = Path(__file__).with_name("results")
# Figures that were taken apart from the others, and say so.
APART, PAPERS = RESULTS / "parts", "papers"
PAGE = ROOT / "docs" / "performance.md"
# Where a table stands in the page, and the newest file of which it is made.
PLACES = {"results": (RESULTS, "*.json"), PAPERS: (APART, f"*-{PAPERS}.json")}


def newest(place: str) -> dict[str, Any]:
    """What was written last."""
    folder, pattern = PLACES[place]
    found: dict[str, Any] = json.loads(max(folder.glob(pattern)).read_text())
    return found


def marks(place: str) -> tuple[str, str]:
    """What stands before and after a table."""
    return f"<!-- {place} -->\n", f"<!-- end of {place} -->\n"


def table(results: dict[str, Any]) -> str:
    """The figures as a table, and the circumstances as a sentence."""
    circumstances = (
        f"Taken {results['at'][:10]} at {results['commit']}, Python {results['python']}, {results['cores']} cores, "
        f"of which others kept {results['others']} busy"
        + (f"; {results['few']} and {results['many']} ideas." if "few" in results else ".")
    )
    lines = [
        circumstances,
        "",
        "| | Figure | Value | Goal | | Made of |",
        "|---|---|---|---|---|---|",
    ]
    for database, figures in results["figures"].items():
        for row in figures:
            told = (database, row["name"], row["value"], row["goal"], "ok" if row["ok"] else "no", row["made_of"])
            lines.append(f"| {' | '.join(map(str, told))} |")
    return "\n".join(lines) + "\n"


def tell() -> None:
    """Put the newest figures into the page."""
    page = PAGE.read_text()
    for place in PLACES:
        begins, ends = marks(place)
        before, _, rest = page.partition(begins)
        page = f"{before}{begins}{table(newest(place))}{ends}{rest.partition(ends)[2]}"
    PAGE.write_text(page)


if __name__ == "__main__":
    tell()
