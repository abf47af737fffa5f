"""What a what-if is held against: the same asked anew, and chains of random changes."""

import numpy as np
import pandas as pd
import pytest

from gongfu.measure.coverage import coverage
from gongfu.measure.decay import exponential, gaussian, step
from gongfu.measure.reach import time_to_nearest
from gongfu.measure.streets import find_doors
from gongfu.measure.supply import two_step_floating_catchment
from gongfu.measure.times import travel_times
from gongfu.measure.what_if import (
    at_nodes,
    differences,
    gains,
    prepare,
    supply_differences,
    what_if,
    with_coverage,
    with_supply,
)
from gongfu.model.network import Network
from tests import worlds

KINDS = ("school", "park", "clinic")
# A county with two townships; the last community lies in no township.
PLACES = pd.DataFrame(
    {"level": ["county", "township", "township"], "parent": ["", "P", "P"]},
    index=pd.Index(["P", "P1", "P2"], name="code"),
)


def people(rng, n):
    """Communities whose residents are no whole numbers, so that the order of a sum matters."""
    return worlds.points(rng.uniform(-50, 350, (n, 2)), range(n)).assign(
        place=rng.choice(["P", "P1", "P2"], n),
        residents=rng.uniform(0, 900, n) * (rng.random(n) < 0.8),
        urban=rng.random(n) < 0.5,
    )


def keeping_all(reach, rng):
    """The reach with its coverage and, of some kinds, its supply."""
    kinds = reach.kinds[: rng.integers(1, len(reach.kinds) + 1)]
    decay = [step(60.0), gaussian(150.0), exponential(1e9, half_s=40.0)][rng.integers(0, 3)]
    circle = reach.kinds[rng.integers(0, 2) :]
    return with_coverage(with_supply(reach, decay=decay, kinds=kinds), PLACES, circle=circle)


def walk_through(rng, streets, homes, limits_s, *, n_steps):
    """A tree of versions: each step changes any of those before it."""

    def sites(n, name):
        xy = rng.uniform(-50, 350, (n, 2))
        if rng.random() < 0.4:  # doors at nodes, doors at one spot
            at = rng.integers(0, streets.network.n_nodes, n)
            xy = np.column_stack([streets.network.x[at], streets.network.y[at]])
        ids = [f"{name}-{i}" for i in range(n)]
        frame = worlds.facilities(xy, ids, rng.choice([*KINDS, "market"], n))
        return frame.assign(capacity=rng.uniform(0, 90, n) * (rng.random(n) < 0.9))

    versions = [prepare(streets, homes, sites(rng.integers(0, 8), "s"), limits_s=limits_s,
                        kinds=tuple(limits_s), direction=streets.direction)]  # fmt: skip
    versions[0] = keeping_all(versions[0], rng)
    tables = [tables_of(versions[0])]
    for at in range(n_steps):
        before = versions[rng.integers(0, len(versions))]
        ids = rng.permutation(before.facilities.index.to_list())
        n_moved, n_gone = rng.integers(0, min(ids.size, 3) + 1, 2)
        move = sites(n_moved, "m")[["lon", "lat"]].set_axis(ids[:n_moved])
        gone = ids[n_moved : n_moved + n_gone]
        add = sites(rng.integers(0, 3), f"a{at}")
        if gone.size and len(add):
            add = add.set_axis([gone[0], *add.index[1:]])
        after = what_if(before, add=add, remove=gone, move=move)
        assert_equals_measuring_again(after)
        assert_differences(before, after)
        assert_gains(before, after)
        assert_supply_differences(before, after)
        versions.append(after)
        tables.append(tables_of(after))
    for version, table in zip(versions, tables, strict=True):
        assert_tables_equal(tables_of(kept_again(version)), table)
        assert_nodes_equal(version, prepared_again(version))


def tables_of(reach):
    return [table.copy() for table in (reach.times, reach.coverage, reach.supply)]


def assert_tables_equal(mine, other):
    for one, two in zip(mine, other, strict=True):
        pd.testing.assert_frame_equal(one, two, check_exact=True)


def prepared_again(reach):
    return prepare(
        reach.streets,
        reach.communities,
        reach.facilities,
        limits_s=reach.limits_s,
        kinds=reach.kinds,
        kinds_in_source=reach.kinds_in_source,
        direction=reach.direction,
    )


def kept_again(reach):
    again = prepared_again(reach)
    kinds = [reach.kinds[k] for k in reach._supply.parts]
    again = with_supply(again, decay=reach._supply.decay, kinds=kinds)
    return with_coverage(again, PLACES, circle=circle_of(reach))


def circle_of(reach):
    return [kind for kind, counts in zip(reach.kinds, reach._shares.circle, strict=True) if counts]


def assert_equals_measuring_again(reach):
    for kind, limit_s in reach.limits_s.items():
        again = time_to_nearest(
            reach.communities,
            reach.facilities,
            reach.streets,
            limit_s=limit_s,
            kinds=(kind,),
            kinds_in_source=reach.kinds_in_source,
            direction=reach.direction,
        )
        mine = reach.times[reach.times["kind"] == kind].reset_index(drop=True)
        columns = ["community_id", "time_s", "facility_id", "state"]
        pd.testing.assert_frame_equal(mine[columns], again[columns], check_exact=True)
    assert_nodes_equal(reach, prepared_again(reach))
    if reach._supply is not None:
        assert_coverage_equals(reach)
        assert_supply_equals(reach)


def assert_coverage_equals(reach):
    """Every bit but the limit, which is each kind's own."""
    longest = max(reach.limits_s.values())
    circle = circle_of(reach)
    again = coverage(reach.times, reach.communities, PLACES, limit_s=longest, circle=circle)
    pd.testing.assert_frame_equal(
        reach.coverage.drop(columns="limit_s"), again.drop(columns="limit_s"), check_exact=True
    )
    limits = reach.coverage.drop_duplicates("kind").set_index("kind")["limit_s"].to_dict()
    alike = len(set(reach.limits_s.values())) == 1
    assert limits.pop("all") == pytest.approx(longest if alike else np.nan, nan_ok=True)
    assert limits == reach.limits_s


def assert_supply_equals(reach):
    """Every bit, against the pairs of all facilities measured anew."""
    decay = reach._supply.decay
    knobs = {"limit_s": decay.limit_s, "direction": reach.direction}
    columns = ["places_per_head", "places"]
    for kind, rows in reach.supply.groupby("kind", observed=True):
        of_kind = reach.facilities[reach.facilities["kind"] == kind]
        if of_kind.empty:
            off = find_doors(reach.communities, reach.streets, "communities").segment < 0
            nothing = np.where(off | (kind not in reach.kinds_in_source), np.nan, 0.0)
            np.testing.assert_array_equal(rows[columns], np.column_stack([nothing, nothing]))
            continue
        times = travel_times(reach.communities, of_kind, reach.streets, **knobs)
        again = two_step_floating_catchment(reach.communities, of_kind, times, decay=decay)
        np.testing.assert_array_equal(rows[columns], again[columns])


def assert_nodes_equal(reach, again):
    for kind in reach.kinds:
        for mine, other in zip(at_nodes(reach, kind), at_nodes(again, kind), strict=True):
            np.testing.assert_array_equal(mine, other)


def assert_differences(before, after):
    """Every row of the two tables that differs is named, and no row that cannot differ."""
    key, values = ["community_id", "kind"], ["time_s", "facility_id", "state"]
    one, two = (
        side.times.astype(object).where(lambda frame: frame.notna(), "").set_index(key)[values]
        for side in (before, after)
    )
    changed = differences(before, after).astype(object)
    named = pd.MultiIndex.from_frame(changed[key])
    differs = one.index[(one != two).any(axis=1)]
    # One that closed and opened again under its id is another facility.
    again = [f"{name}" for name in after._added if name in before.facilities.index]
    assert differs.difference(named).empty
    assert set(one.loc[named.difference(differs), "facility_id"]) <= set(again)
    for column, side in (("time_before_s", one), ("time_s", two)):
        assert changed[column].tolist() == side.loc[named, "time_s"].tolist()


def random_streets(rng):
    n, n_arcs = rng.integers(2, 30), rng.integers(1, 90)
    x, y = rng.integers(0, 4, (2, n)) * 100.0
    tail, head = rng.integers(0, n, (2, n_arcs))
    tail[0], head[0] = 0, 1
    x[0], x[1] = 0.0, 300.0
    time_s = rng.integers(0, 80, n_arcs) * rng.choice([0.0, 0.5, 1.0], n_arcs)
    leaves = rng.random(n) < 0.1
    return Network.from_arrays(x, y, tail, head, time_s, crs=worlds.CRS, exit=leaves)


def assert_gains(before, after):
    """The same rows and shares as from the two tables of coverage, and who moved as by hand."""
    got = gains(before, after)
    key = ["level", "place", "kind", "area"]
    one, two = (side.coverage.astype(dict.fromkeys(key, object)) for side in (before, after))
    both = one.merge(two, on=key, suffixes=("_before", ""), validate="1:1").set_index(key)
    named = pd.MultiIndex.from_frame(got[key].astype(object))
    net = (both["n_reached"] - both["n_reached_before"]).reindex(named)
    assert (got["n_gaining"] - got["n_losing"]).tolist() == net.tolist()
    rest = both.drop(index=named)
    assert (rest["n_reached"] == rest["n_reached_before"]).all()
    for name in ("share_of_places", "share_of_residents"):
        for suffix in ("", "_before"):
            np.testing.assert_array_equal(got[name + suffix], both[name + suffix].reindex(named))
    assert got[["n_gaining", "n_losing"]].any(axis=1).all()

    homes = before.communities
    for row in got.itertuples():
        mine = homes.index[(homes["place"] == row.place) | (row.place == "P")]
        if row.area != "all":
            mine = mine[homes.loc[mine, "urban"] == (row.area == "urban")]
        was, now = (is_reached(side, row.kind)[mine] for side in (before, after))
        residents = homes.loc[mine, "residents"]
        assert (row.n_gaining, row.n_losing) == ((now & ~was).sum(), (was & ~now).sum())
        assert row.residents_gaining == pytest.approx(residents[now & ~was].sum())
        assert row.residents_losing == pytest.approx(residents[was & ~now].sum())


def is_reached(reach, kind):
    wide = reach.times.assign(met=reach.times["state"] == "reached").pivot(
        index="community_id", columns="kind", values="met"
    )
    if kind != "all":
        return wide[kind]
    asked = [key for key in circle_of(reach) if key in reach.kinds_in_source]
    return wide[asked].all(axis=1) & bool(asked)


def assert_supply_differences(before, after):
    """Every row of the two tables that differs, and no other."""
    got = supply_differences(before, after)
    one, two = before.supply, after.supply
    a, b = one["places_per_head"], two["places_per_head"]
    differs = (a != b) & ~(a.isna() & b.isna())
    expected = one.loc[differs, ["community_id", "kind"]]
    assert got["community_id"].tolist() == expected["community_id"].tolist()
    assert got["kind"].tolist() == expected["kind"].tolist()
    np.testing.assert_array_equal(got["places_per_head_before"], a[differs])
    np.testing.assert_array_equal(got["places_per_head"], b[differs])
