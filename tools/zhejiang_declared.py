"""Totals that were published about mountain-sea cooperation, as a list `declared` has them.

Amounts stay the text that was published, since the last digit says how well each is known.
"""

from collections.abc import Iterable
from typing import Any

from zhejiang_sources import Source

PLACE = "33"
QUOTED = (
    "quoted second hand in the requirements of gongfu, which name no publication; none was found, "
    "so check before citing 转引自gongfu需求说明,未注明原始出处且未查到,引用前请核实"
)
"""Where the totals of one year come from, as far as is known."""

OF_ONE_YEAR = (
    ("shanhai-2023-projects", "projects", "315", "projects"),
    # The quotation gives two sums and says what neither is; only the larger is told elsewhere.
    ("shanhai-2023-money", "money", "1.7", "100M yuan"),
    ("shanhai-2023-investment", "investment", "461", "100M yuan"),
)
KEPT = {"projects_20y": "projects", "investment_20y": "investment"}
"""Item of the collected facts -> what it declares; the others are about, or no total of ours."""


def declared_totals(facts: Iterable[tuple[dict[str, str], Source]]) -> list[dict[str, Any]]:
    """Every total with its source, of the collected facts first."""
    table = []
    for row, source in facts:
        if row["mechanism"] != "shanhai" or row["item"] not in KEPT:
            continue
        first, last = (int(year) for year in row["period"].split("-"))
        via = f", read in {source.via}" if source.via else ""
        table.append(
            {
                "declared_id": f"shanhai-{first}-{last}-{KEPT[row['item']]}",
                "what": KEPT[row["item"]],
                "amount": row["value"],
                "unit": row["unit"],
                "first_year": first,
                "last_year": last,
                "place": PLACE,
                "source": f"{source.document}{via}; of {row['place']}",
            }
        )
    for name, what, amount, unit in OF_ONE_YEAR:
        year = int(name.split("-")[1])
        table.append(
            {
                "declared_id": name,
                "what": what,
                "amount": amount,
                "unit": unit,
                "first_year": year,
                "last_year": year,
                "place": PLACE,
                "source": QUOTED,
            }
        )
    return table
