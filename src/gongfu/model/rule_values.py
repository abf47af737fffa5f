"""Conditions, points and benefits of everybody in a register, with what decided each.

n people, L leaves, I items, G groups, B benefits.  Unknown facts make conditions unknown (Kleene
1938) and points a span from the fewest to the most there can be, so that nothing unknown is 0.
"""

from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gongfu.model.rule_facts import Column, Register
from gongfu.model.rules import MET, UNKNOWN, UNMET
from gongfu.model.rules_in_force import BranchAt, InForce, ItemAt, Leaf, Tree, labels_of

Ints = NDArray[np.int64]
States = NDArray[np.uint8]
Codes = NDArray[np.int16]
_Branch: TypeAlias = tuple[int, States, Any, int]
"""The most points of a branch, its states, what decides them, its position."""

NO_BRANCH: Final = -1
NOT_SURE: Final = -2
NOTHING_MORE: Final = -1
_FAR: Final = 2**62
_BLOCK: Final = 1 << 15  # people at a time: their arrays stay in the cache of a processor
_UNKNOWN: Final = np.uint8(UNKNOWN)
_MET: Final = np.uint8(MET)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What rules make of a register.

    Attributes
    ----------
    leaves
        (L, n) UNMET, UNKNOWN or MET: each question of the rules.
    item_low, item_high
        (I, n) scaled points: the fewest and the most there can be; equal if nothing is unknown.
    branch
        (I, n) the branch that applies, NO_BRANCH, or NOT_SURE.
    why
        (I, n) what stands between a person and more points: a leaf, L + item where the next whole
        `size` is not reached, or NOTHING_MORE.
    group_low, group_high
        (G, n) scaled points; the last group is the total.
    benefit
        (B, n) UNMET, UNKNOWN or MET.
    benefit_why
        (B, n) the leaf that decided it.
    """

    rules: InForce
    register: Register
    leaves: States
    item_low: Ints
    item_high: Ints
    branch: NDArray[np.int8]
    why: Codes
    group_low: Ints
    group_high: Ints
    benefit: States
    benefit_why: Codes


def evaluate(rules: InForce, register: Register) -> Outcome:
    """Every condition, item, group and benefit for everybody.

    Parameters
    ----------
    rules
        At a day.
    register
        As `register_of` gives it for the same rules.

    Returns
    -------
    Outcome
        In the order of the register.
    """
    n, n_leaves, n_items = len(register), len(rules.leaves), len(rules.items)
    n_groups, n_benefits = len(rules.groups), len(rules.benefits)
    outcome = Outcome(
        rules,
        register,
        np.empty((n_leaves, n), np.uint8),
        np.empty((n_items, n), np.int64),
        np.empty((n_items, n), np.int64),
        np.empty((n_items, n), np.int8),
        np.empty((n_items, n), np.int16),
        np.empty((n_groups, n), np.int64),
        np.empty((n_groups, n), np.int64),
        np.empty((n_benefits, n), np.uint8),
        np.empty((n_benefits, n), np.int16),
    )
    members = [
        np.isin(np.arange(len(labels_of(rules, leaf.at)) + 1), _places(rules, leaf))
        if leaf.labels
        else None
        for leaf in rules.leaves
    ]
    for start in range(0, n, _BLOCK):
        _Block(outcome, members, slice(start, min(start + _BLOCK, n))).fill()
    return outcome


def _places(rules: InForce, leaf: Leaf) -> list[int]:
    known = labels_of(rules, leaf.at)
    return [known.index(label) for label in leaf.labels]


class _Block:
    """Some of the people: views of the outcome's arrays, filled in order."""

    def __init__(self, outcome: Outcome, members: list[Any], rows: slice) -> None:
        self.rules, self.members = outcome.rules, members
        self.n = rows.stop - rows.start
        self.columns = [
            Column(one.value[rows], None if one.unknown is None else one.unknown[rows])
            for one in outcome.register.columns
        ]
        self.out: dict[str, Any] = {
            field.name: getattr(outcome, field.name)[:, rows]
            for field in fields(Outcome)
            if field.name not in ("rules", "register")
        }

    def fill(self) -> None:
        """Everything, what rests on something after it."""
        for of, at in self.rules.order:
            if of == "item":
                self._item(at, self.rules.items[at])
            else:
                self._group(at)
        for at, benefit in enumerate(self.rules.benefits):
            state, why = self._tree(benefit.tree)
            self.out["benefit"][at], self.out["benefit_why"][at] = state, why

    def _tree(self, tree: Tree) -> tuple[States, Any]:
        """The state of a condition, and the leaf that decides it: the first one as it is."""
        if isinstance(tree, int):
            return self._leaf(tree), np.int16(tree)
        found = [self._tree(part) for part in tree.parts]
        state, why = found[-1]
        least = tree.how == "all"
        for one, leaf in reversed(found[:-1]):
            first = one <= state if least else one >= state
            why = np.where(first, leaf, why)
            state = np.minimum(one, state) if least else np.maximum(one, state)
        return state, why

    def _leaf(self, at: int) -> States:
        leaf, row = self.rules.leaves[at], self.out["leaves"][at]
        if leaf.of != "fact":
            low = self.out[f"{leaf.of}_low"][leaf.at]
            high = self.out[f"{leaf.of}_high"][leaf.at]
            surely, perhaps = np.ones(self.n, bool), np.ones(self.n, bool)
            if leaf.low is not None:
                surely &= low >= leaf.low
                perhaps &= high >= leaf.low
            if leaf.high is not None:
                surely &= high <= leaf.high
                perhaps &= low <= leaf.high
            np.add(surely, perhaps, out=row, dtype=np.uint8, casting="unsafe")
        else:
            column = self.columns[leaf.at]
            if leaf.operator == "known":
                row[:] = _MET if column.unknown is None else np.where(column.unknown, UNMET, _MET)
            else:
                np.multiply(self._met(leaf, at, column.value), _MET, out=row)
                if column.unknown is not None:
                    row[column.unknown] = _UNKNOWN
        if leaf.negated:
            np.subtract(_MET, row, out=row)
        answer: States = row
        return answer

    def _met(self, leaf: Leaf, at: int, value: Ints) -> NDArray[np.bool_]:
        met: NDArray[np.bool_]
        if leaf.labels:
            met = self.members[at][value]
        elif leaf.low is None:
            met = value <= (leaf.high or 0)
        elif leaf.high is None:
            met = value >= leaf.low
        elif leaf.low == leaf.high:
            met = value == leaf.low
        else:
            met = (value >= leaf.low) & (value <= leaf.high)
        return met

    def _item(self, at: int, item: ItemAt) -> None:
        low = np.zeros(self.n, np.int64)
        high = np.zeros(self.n, np.int64)
        taken = np.full(self.n, NOT_SURE, np.int8)
        left = np.full(self.n, _MET)  # whether no branch so far applies
        found: list[_Branch] = []
        fresh = np.ones(self.n, bool)
        for number, branch in enumerate(item.branches):
            state, leaf = (
                (np.full(self.n, _MET), np.int16(NOTHING_MORE))
                if branch.tree is None
                else self._tree(branch.tree)
            )
            fewest, most, ceiling = self._points(branch, item)
            here = np.minimum(left, state)
            possible = here > UNMET
            low = np.where(possible & (fresh | (fewest < low)), fewest, low)
            high = np.where(possible & (fresh | (most > high)), most, high)
            fresh &= ~possible
            taken[here == MET] = number
            left = np.minimum(left, _MET - state)
            found.append((ceiling, state, leaf, number))
        low[left > UNMET] = 0  # no points if no branch applies, and none are below 0
        taken[left == MET] = NO_BRANCH
        if item.at_most is not None:
            np.minimum(low, item.at_most, out=low)
            np.minimum(high, item.at_most, out=high)
        self.out["item_low"][at], self.out["item_high"][at] = low, high
        self.out["branch"][at] = taken
        self.out["why"][at] = self._more(at, item, low, taken, found)

    def _more(self, at: int, item: ItemAt, low: Ints, taken: Any, found: list[_Branch]) -> Any:
        """What the nearest better branch lacks."""
        why = np.full(self.n, NOTHING_MORE, np.int16)
        for ceiling, state, leaf, number in sorted(found, key=lambda one: -one[0]):
            better = low < ceiling
            why = np.where(better & (state < MET), leaf, why)
            if item.branches[number].per is not None:
                step = np.int16(len(self.rules.leaves) + at)
                why = np.where(better & (state == MET) & (taken == number), step, why)
        return why

    def _points(self, branch: BranchAt, item: ItemAt) -> tuple[Any, Any, int]:
        """The fewest and the most points of a branch, and the most it can ever give."""
        per = branch.per
        cap = item.at_most
        if per is None:
            points = branch.points if cap is None else min(branch.points, cap)
            return np.int64(points), np.int64(points), points
        fact = self.rules.rules.facts[per.fact]
        scale = 10**fact.decimals
        least = int((fact.low or 0) * scale) // per.size * per.each
        most = cap if fact.high is None else int(fact.high * scale) // per.size * per.each
        if most is None or (cap is not None and cap < most):
            most = cap or 0
        column = self.columns[per.fact]
        # Whoever has so many has all there is to get, and products stay within 64 bits.
        enough = min((most // per.each + 1) * per.size, _FAR)
        points = np.minimum(np.minimum(column.value, enough) // per.size * per.each, most)
        if column.unknown is None:
            return points, points, most
        least = min(least, most)
        return (
            np.where(column.unknown, least, points),
            np.where(column.unknown, most, points),
            most,
        )

    def _group(self, at: int) -> None:
        group = self.rules.groups[at]
        lows, highs = [], []
        for k in group.items:
            lows.append(self.out["item_low"][k])
            highs.append(self.out["item_high"][k])
        for k in group.groups:
            low, high = self.out["group_low"][k], self.out["group_high"][k]
            if self.rules.groups[k].group.deducts:
                low, high = -high, -low
            lows.append(low)
            highs.append(high)
        for name, parts in (("group_low", lows), ("group_high", highs)):
            points = np.zeros(self.n, np.int64)
            for part in parts:
                if group.group.take == "highest":
                    np.maximum(points, part, out=points)
                else:
                    points += part
            if group.at_most is not None:
                np.minimum(points, group.at_most, out=points)
            if group.at_least is not None:
                np.maximum(points, group.at_least, out=points)
            self.out[name][at] = points
