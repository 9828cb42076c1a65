"""The table in docs/performance.md, made from the newest results."""

import json
from pathlib import Path
from typing import Any

from contest.settings import ROOT

RESULTS = Path(__file__).with_name("results")
PAGE = ROOT / "docs" / "performance.md"
BEGINS, ENDS = "<!-- results -->\n", "<!-- end of results -->\n"


def newest() -> dict[str, Any]:
    """What was written last."""
    found: dict[str, Any] = json.loads(max(RESULTS.glob("*.json")).read_text())
    return found


def table(results: dict[str, Any]) -> str:
    """The figures as a table, and the circumstances as a sentence."""
    circumstances = (
        f"Taken {results['at'][:10]} at {results['commit']}, Python {results['python']}, {results['cores']} cores, "
        f"of which others kept {results['others']} busy; {results['few']} and {results['many']} ideas."
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
    before, _, rest = page.partition(BEGINS)
    PAGE.write_text(f"{before}{BEGINS}{table(newest())}{ENDS}{rest.partition(ENDS)[2]}")


if __name__ == "__main__":
    tell()
