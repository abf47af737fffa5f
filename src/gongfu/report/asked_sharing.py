"""How a shared centre is divided, in words: who gets what, what more would bring, the list."""

from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from gongfu.match.sharing_lists import SharedOut
from gongfu.model.zone import LANGUAGES
from gongfu.report.numbers import percent, plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

__all__: Final = ("list_page", "list_text", "told", "with_reasons", "with_remedies")

_DECIMALS: Final = 2
_MET_DECIMALS: Final = 3
_FELT: Final = 1e-9


def told(found: SharedOut, *, whole: list[str], promises: bool) -> list[Both]:
    """What came of it: how many are served, what is used up, what was left out.

    Parameters
    ----------
    found
        A division.
    whole
        Resources given out in whole units.
    promises
        Neither floors nor credits nor whole units: an honest order is the best.
    """
    said, table, sums = [], found.table, found.resources
    if "period" in table:
        names = table["period"].unique()
        said.append(
            say("sharing_periods", first=str(names[0]), last=str(names[-1]), n=plain(len(names)))
        )
        table, sums = table[table["period"] == names[-1]], sums[sums["period"] == names[-1]]
    reason = table["reason"]
    held = int(reason.isin(["full", "floor", "no_supply"]).sum())
    whole_order = int((reason == "whole_order").sum())
    said.append(
        say(
            "sharing_told",
            n=plain(held + whole_order),
            whole=plain(whole_order),
            held=plain(held),
            floors=plain(int((reason == "floor").sum())),
        )
    )
    said += [_resource(row) for row in sums.to_dict("records")]
    if whole:
        said.append(say("sharing_whole", resources=listed([same(name) for name in whole])))
    credit = table["credit_after"].to_numpy(float)
    if "period" in table or (table["credit"] != 0).any():
        said.append(
            say(
                "sharing_carried",
                owed=plain(int((credit > _FELT).sum())),
                owing=plain(int((credit < -_FELT).sum())),
            )
        )
    said.append(say("sharing_truthful" if promises else "sharing_not_truthful"))
    if len(found.faults):
        said += _faults(found)
    return [*said, say("sharing_confirm")]


def _resource(row: dict[str, Any]) -> Both:
    parts = {name: _much(row[name]) for name in ("given", "supply", "ordered", "left")}
    parts["resource"] = same(str(row["resource"]))
    if not row["more_firms"] and not row["fewer_firms"]:
        return say("sharing_resource_left", **parts)
    return say(
        "sharing_resource",
        met=plain(row["orders_met"], _MET_DECIMALS),
        then=plain(row["orders_met_then"], _MET_DECIMALS),
        more=plain(row["more_firms"]),
        fewer=plain(row["fewer_firms"]),
        **parts,
    )


def _faults(found: SharedOut) -> list[Both]:
    """How many rows, and one sentence for each kind of fault in each list."""
    firms = int((found.table.drop_duplicates("firm")["reason"] == "left_out").sum())
    said = [say("sharing_left_out", n=plain(len(found.faults)), firms=plain(firms))]
    for (name, fault), rows in found.faults.groupby(["list", "fault"], sort=False):
        more = same("")
        if len(rows) > 1:
            more = say("sharing_fault_more", n=plain(len(rows) - 1))
        said.append(
            say(
                "sharing_fault",
                list=say(f"sharing_list_{name}"),
                row=str(rows["row"].iloc[0]),
                more=more,
                fault=say(f"sharing_fault_{fault}"),
            )
        )
    return said


def with_remedies(faults: pd.DataFrame) -> pd.DataFrame:
    """Every row that does not count, with its fault and the remedy in words."""
    words = {fault: say(f"sharing_fault_{fault}") for fault in faults["fault"].unique()}
    return faults.assign(
        **{f"words_{n}": [_plain(words[one][n]) for one in faults["fault"]] for n in LANGUAGES}
    )


def with_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its reasons in both languages."""
    words = [
        say(
            f"sharing_reason_{reason}",
            resource=same(str(resource)),
            dominant=same(str(dominant)),
            share=percent(share),
        )
        for reason, resource, dominant, share in zip(
            table["reason"], table["bound_by"], table["dominant"], table["dominant_share"],
            strict=True,
        )
    ]  # fmt: skip
    return table.assign(**{f"reason_{n}": [_plain(one[n]) for one in words] for n in LANGUAGES})


def list_text(found: SharedOut, *, simulated: bool) -> str:
    """The list as text, first in English, then in Chinese; cells divided by tabs."""
    parts = []
    for language in LANGUAGES:
        head, rows = _cells(found, language)
        lines = [_plain(note[language]) for note in _notes(simulated=simulated)]
        parts.append("\n".join([*lines, "\t".join(head), *("\t".join(row) for row in rows)]))
    return "\n\n".join(parts) + "\n"


def list_page(found: SharedOut, *, simulated: bool) -> str:
    """The list as a page: a table in each language."""
    body = []
    for language in LANGUAGES:
        head, rows = _cells(found, language)
        title, *notes = (escape(_plain(note[language])) for note in _notes(simulated=simulated))
        cells = _row("th", head)
        lines = Markup("\n").join(Markup("<tr>{}</tr>").format(_row("td", row)) for row in rows)
        body.append(
            Markup(
                '<section lang="{}"><h1>{}</h1>{}<div tabindex="0">'
                "<table><thead><tr>{}</tr></thead>\n"
            ).format(
                language,
                title,
                Markup("").join(Markup("<p>{}</p>").format(note) for note in notes),
                cells,
            )
            + Markup("<tbody>{}</tbody></table></div></section>").format(lines)
        )
    return _PAGE.format(
        title=escape(_plain(say("sharing_page").en)),
        body="\n".join(body),
        n_texts=2 if "period" in found.table else 1,
    )


def _row(tag: str, cells: list[str]) -> Markup:
    """Cells of a table, escaped."""
    return Markup("").join(Markup(f"<{tag}>{{}}</{tag}>").format(cell) for cell in cells)


_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b2a33; background: #fbfaf7; }}
h1 {{ font-size: 1.4rem; }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
th, td {{ border-bottom: 1px solid #8a949a66; padding: .3rem .6rem; text-align: right; }}
div {{ overflow-x: auto; }}
td:nth-child(-n+{n_texts}) {{ min-width: 6rem; }}
td:last-child {{ min-width: 16rem; }}
@media screen and (prefers-color-scheme: dark) {{
  body {{ color: #e6ebee; background: #12191e; }} }}
@media print {{ body {{ margin: 0; padding: 0; max-width: none; background: none; }}
  div {{ overflow: visible; }} td:nth-child(n) {{ min-width: 0; }} }}
tr > :nth-child(-n+{n_texts}), tr > :last-child {{ text-align: left; }}
section + section {{ break-before: page; margin-top: 3rem; }}
</style></head><body>
{body}
</body></html>
"""


def _notes(*, simulated: bool) -> list[Both]:
    """The title, and what stands above the table."""
    return [
        say("sharing_page"),
        *([say("sharing_simulated")] if simulated else []),
        say("sharing_confirm"),
    ]


def _cells(found: SharedOut, language: str) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the list in one language."""
    table = with_reasons(found.table)
    resources = list(found.resources["resource"].drop_duplicates())
    first = ["period"] if "period" in table else []
    heads = [say(f"sharing_{name}") for name in [*first, "firm"]]
    for name in resources:
        heads += [say(f"sharing_{one}", resource=same(name)) for one in ("ordered", "gets")]
    heads += [say("sharing_share"), say("sharing_why")]
    rows = []
    for row in table.to_dict("records"):
        name = row.get("name")
        cells = [str(row["period"])] if first else []
        cells.append(f"{row['firm']} {name}" if isinstance(name, str) else str(row["firm"]))
        for resource in resources:
            cells += [_much(row[f"{one}_{resource}"])[language] for one in ("ordered", "gets")]
        cells += [percent(row["share"])[language] if np.isfinite(row["share"]) else "–"]
        rows.append([*cells, row[f"reason_{language}"]])
    return [_plain(one[language]) for one in heads], rows


def _much(value: float) -> Both:
    """An amount of a resource; a dash where it is not known."""
    if not np.isfinite(value):
        return same("–")
    return plain(value, 0 if float(value).is_integer() else _DECIMALS)


def _plain(text: str) -> str:
    return Markup(text).striptags()
