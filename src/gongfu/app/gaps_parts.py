"""Along which lines: inequality split by groups, by sources of income, and between two periods."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.gaps_answer import told
from gongfu.app.gaps_source import INCOME, GapQuestion, Source, figures_of, is_zone, read_source
from gongfu.app.tasks import open_zone
from gongfu.errors import InputError
from gongfu.measure.decomposition import (
    dagum_decomposition,
    dagum_null,
    dagum_pairs,
    entropy_change,
    gini_by_source,
    gini_change,
    mean_log_deviation_decomposition,
    shapley_by_source,
    theil_decomposition,
)
from gongfu.model.indicator import find_indicator
from gongfu.report import asked_gaps as words

_SHAPLEY_MOST = 10  # sources: twice the work for each more


def decompose(
    path: Path, question: GapQuestion, *, by: Sequence[str], repeating: Sequence[str] = ()
) -> Answer:
    """Theil's T and L, split between the groups of each level and within the last.

    Parameters
    ----------
    path, question
        What to measure.
    by
        Columns with the groups, coarse to fine.
    repeating
        Those of `by` whose labels return in every group above, such as town and country.

    Returns
    -------
    Answer
        The rows of `EntropyParts` for T, then for L; T alone where a value is zero.
    """
    source = read_source(path, question, labels=by)
    source.check_columns(by, "--by")
    strange = [name for name in repeating if name not in by]
    if strange:
        raise InputError(f"--repeating {strange[0]!r} is not among --by; name it there too")
    knobs = {"value": source.value, "weight": source.weight}
    levels = list(by)

    tables = [
        theil_decomposition(
            source.frame, **knobs, levels=levels, repeating=tuple(repeating)
        ).to_frame()
    ]
    said = [words.split(tables[0])]
    counted = source.frame[source.weight] > 0
    n_zero = int((source.frame.loc[counted, source.value] == 0).sum())
    if n_zero:
        said.append(words.no_logarithm(n_zero))
    else:
        tables.append(
            mean_log_deviation_decomposition(
                source.frame, **knobs, levels=levels, repeating=tuple(repeating)
            ).to_frame()
        )
        said.append(words.split(tables[1]))
    table = pd.concat(tables, ignore_index=True)
    settings = {"command": "decompose", "by": levels, "repeating": list(repeating)}
    return told(source, settings, said, table)


def dagum(
    path: Path,
    question: GapQuestion,
    *,
    by: str,
    null_draws: int = 0,
    seed: int = 0,
    pairs: bool = False,
) -> Answer:
    """Dagum's split of the Gini coefficient: within, net between, transvariation.

    Parameters
    ----------
    path, question
        What to measure.
    by
        Column with the groups.
    null_draws
        How often groups are dealt out at random to see what chance would make; 0: never.
    seed
        Of the draws.
    pairs
        One row per pair of groups in the place of one per group.

    Returns
    -------
    Answer
        Groups, or pairs; `summary` has the parts.
    """
    source = read_source(path, question, labels=(by,))
    source.check_columns((by,), "--by")
    knobs = {"value": source.value, "weight": source.weight, "group": by}

    parts = dagum_decomposition(source.frame, **knobs)
    said = [words.dagum_found(parts)]
    if null_draws:
        rng = np.random.default_rng(seed)
        said.append(
            words.null_found(dagum_null(source.frame, **knobs, rng=rng, n_draws=null_draws))
        )
    if pairs:
        table = dagum_pairs(source.frame, **knobs)
        for side in ("poorer", "richer"):
            table = source.with_names(table, side)
        table = table.sort_values("net_between", ascending=False, ignore_index=True)
    else:
        table = source.with_names(parts.groups.rename_axis(by).reset_index(), by)

    settings = {"command": "dagum", "by": by, "null_draws": null_draws, "seed": seed}
    return told(source, settings | {"pairs": pairs}, said, table, summary=parts.to_frame())


def sources(path: Path, question: GapQuestion, *, names: Sequence[str]) -> Answer:
    """The Gini coefficient of a sum, split by what is summed: Lerman and Yitzhaki, and Shapley.

    Parameters
    ----------
    path, question
        A table; its `value` is left out, since the sum of the sources is measured.
    names
        Columns that add up to the total; two or more.

    Returns
    -------
    Answer
        The rows of `gini_by_source`, with `shapley_value` and `shapley_share` of each source.
    """
    if is_zone(path):
        raise InputError("a zone has no incomes by source; give a table with a column per source")
    if question.value:
        raise InputError("leave --value out: what is measured is the sum of the --source columns")
    if not 2 <= len(names) <= _SHAPLEY_MOST:
        raise InputError(
            f"{len(names)} sources; give from 2 to {_SHAPLEY_MOST}, each as --source COLUMN: add "
            "small ones up first"
        )
    source = read_source(path, question, numbers=names)

    table = gini_by_source(source.frame, sources=list(names), weight=source.weight)
    fair = shapley_by_source(source.frame, sources=list(names), weight=source.weight)
    fair = fair.set_index("source")
    at = pd.Index(table["source"])
    table = table.assign(
        shapley_value=fair["value"].reindex(at).to_numpy(),
        shapley_share=fair["share"].reindex(at).to_numpy(),
    )
    parts = table[table["source"] != "total"]
    top = parts.loc[parts["share"].idxmax()]
    total = float(table.loc[table["source"] == "total", "value"].iloc[0])
    said = words.sources_found(total, str(top["source"]), float(top["share"]))
    return told(source, {"command": "sources", "sources": list(names)}, [said], table)


def change(path: Path, question: GapQuestion, *, before: str, after: str, by: str = "") -> Answer:
    """What changed between two periods: the Gini coefficient, and with groups Theil's L.

    Parameters
    ----------
    path, question
        What to measure; no `value` and no `period`, since `before` and `after` name them.
    before, after
        Two columns of a table, or two periods of a zone's indicator.
    by
        Column with groups, for the parts of Theil's L; "" for none.

    Returns
    -------
    Answer
        `index`, `component`, `value`, `relative` to the index before.
    """
    if question.value or question.period or question.incomes:
        raise InputError(
            "leave --value, --period and --incomes out: --before and --after name what is compared"
        )
    source = (
        _two_periods(path, question, before, after)
        if is_zone(path)
        else read_source(path, question, labels=[by] if by else [], numbers=[before, after])
    )
    found = gini_change(source.frame, before=before, after=after, weight=source.weight)
    gini = pd.DataFrame(
        {
            "index": "gini",
            "component": ["reranking", "progressivity", "change"],
            "value": [found.reranking, -found.progressivity, found.after - found.before],
        }
    )
    gini["relative"] = gini["value"] / found.before if found.before > 0 else float("nan")
    said = [words.change_found(found.before, found.after, found.progressivity, found.reranking)]
    tables = [gini]
    if by:
        source.check_columns((by,), "--by")
        early, late = (
            source.frame[[source.weight, by]].assign(amount=source.frame[column])
            for column in (before, after)
        )
        parts = entropy_change(early, late, value="amount", weight=source.weight, group=by)
        tables.append(parts.to_frame())
        said.append(words.entropy_changed(parts))
    settings = {"command": "change", "before": before, "after": after, "by": by}
    return told(source, settings, said, pd.concat(tables, ignore_index=True))


def _two_periods(path: Path, question: GapQuestion, before: str, after: str) -> Source:
    zone = open_zone(path)
    level = question.level or "county"
    indicator = find_indicator(question.indicator or INCOME)
    if question.weight:
        raise InputError(
            "--weight names a column of a table; a zone's places weigh by their people"
        )
    early, section, people = figures_of(zone, indicator, before, level)
    late, _, _ = figures_of(zone, indicator, after, level)
    both = early.index.intersection(late.index)
    if both.empty:
        raise InputError(
            f"no {level} has {indicator.key!r} of both {before} and {after}: {len(early)} have the "
            f"first, {len(late)} the second; places may have been renamed or merged: ask for "
            "other periods"
        )
    frame = early.loc[both].drop(columns="value")
    frame[before], frame[after] = early.loc[both, "value"], late.loc[both, "value"]
    weight = indicator.per or "residents"
    said = words.of_figures(zone.name, section, indicator, weight, people, len(both))
    names = zone.places[[name for name in ("name", "name_en") if name in zone.places]]
    source = Source("figures", zone.name, frame, "", "people", said, names=names)
    lost = source.called(early.index.symmetric_difference(late.index))
    return replace(source, said=words.two_periods(said, before, after, lost))
