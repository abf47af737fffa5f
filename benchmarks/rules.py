"""Points of a million people under 18 items, with what decided each, against one after the other.

Run alone with `python -m benchmarks.rules [people]`.  The register is drawn here with a fixed seed,
one cell in fifty is unknown; the rules are the shipped ones in the structure of Ningbo's of 2022.
`reading` turns the register's columns into whole numbers, `evaluating` gives points, bounds and
reasons of everybody under every item; `rendering` puts the reasons of 1,000 of them together.  The
peer is the plain Python of the tests (Decimals, no reasons), run on fewer people and compared with
ours; OpenFisca, where it can be imported, works out three of the items, whole numbers, no unknowns,
no reasons.  Processor seconds, and the seconds that a million would take.
"""

import sys
from datetime import date
from decimal import Decimal
from importlib import resources, util

import numpy as np
import pandas as pd

from benchmarks.timing import once, timed
from gongfu.model.rule_facts import register_of
from gongfu.model.rule_file import rules_of
from gongfu.model.rule_reasons import points_of
from gongfu.model.rule_values import evaluate
from gongfu.model.rules import RuleSet
from gongfu.model.rules_in_force import rules_in_force

N_PEOPLE = 1_000_000
N_ONE_BY_ONE = 2_000
N_RENDERED = 1_000
UNKNOWN_SHARE = 0.02
DAY = date(2025, 6, 1)
MILLION = 1_000_000


def shipped() -> RuleSet:
    """The points rules that ship."""
    file = resources.files("gongfu") / "data/rules/ningbo_points_2022.toml"
    return rules_of(file.read_text(encoding="utf-8"), file.name)


def people(rules: RuleSet, n: int) -> pd.DataFrame:
    """A register of `n` people."""
    rng = np.random.default_rng(2025)
    columns = {}
    for fact in rules.facts:
        if fact.counted_from:
            continue
        if fact.kind == "text":
            codes = rng.integers(0, len(fact.values), n)
            codes[rng.random(n) < UNKNOWN_SHARE] = -1
            columns[fact.name] = pd.Categorical.from_codes(codes, list(fact.values))
        elif fact.kind == "yes_no":
            columns[fact.name] = rng.random(n) < 0.1
        elif fact.kind == "date":
            days = np.datetime64("1965-01-01") + rng.integers(0, 20_000, n)
            days[rng.random(n) < UNKNOWN_SHARE] = np.datetime64("NaT")
            columns[fact.name] = days.astype("datetime64[s]")
        else:
            scale = 10**fact.decimals
            value = rng.integers(0, int(fact.high or 40) * scale, n) / scale
            value[rng.random(n) < UNKNOWN_SHARE] = np.nan
            columns[fact.name] = value
    return pd.DataFrame(columns)


def one_by_one(rules: RuleSet, frame: pd.DataFrame) -> list[tuple[Decimal, Decimal]]:
    """The total of each person, from the fewest to the most points."""
    from tests.model.rule_twin import Person

    kinds = {fact.name: fact for fact in rules.facts}
    totals = []
    for row in frame.to_dict("records"):
        facts = {}
        for name, cell in row.items():
            fact = kinds[name]
            if pd.isna(cell):
                facts[name] = None
            elif fact.kind == "number":
                facts[name] = Decimal(repr(float(cell)))
            else:
                facts[name] = cell.date() if fact.kind == "date" else cell
        totals.append(Person(rules, DAY, facts).group("total"))
    return totals


def openfisca(frame: pd.DataFrame) -> np.ndarray:
    """Points for education, insurance and donation of blood in OpenFisca."""
    from openfisca_core import entities, periods, taxbenefitsystems, variables
    from openfisca_core.simulation_builder import SimulationBuilder

    person = entities.SingleEntity("person", "persons", "A person", "")
    system = taxbenefitsystems.TaxBenefitSystem([person])

    def variable(name, formula=None):
        kind = {"value_type": int, "entity": person, "definition_period": periods.DateUnit.ETERNITY}
        if formula:
            kind["formula"] = formula
        system.add_variable(type(name, (variables.Variable,), {**kind, "label": name}))

    for name in ("education_code", "insured_months", "blood_donations"):
        variable(name)

    def points(them, period):
        code = them("education_code", period)
        school = np.select([code >= 4, code == 3, code == 2, code == 1], [25, 20, 15, 8], 0)
        insured = np.minimum(them("insured_months", period) // 12 * 4, 20)
        return school + insured + np.minimum(them("blood_donations", period), 5)

    variable("points", points)
    simulation = SimulationBuilder().build_default_simulation(system, count=len(frame))
    simulation.set_input("education_code", "2025", frame["education"].cat.codes.to_numpy())
    for name in ("insured_months", "blood_donations"):
        simulation.set_input(name, "2025", frame[name].fillna(0).to_numpy().astype(int))
    return simulation.calculate("points", "2025")


def main() -> None:
    """Print the table."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else N_PEOPLE
    rules = shipped()
    frame = people(rules, n)
    settled = rules_in_force(rules, DAY)
    register, reading_s = timed(lambda: register_of(frame, settled))
    outcome, evaluating_s = timed(lambda: evaluate(settled, register))
    shown = min(N_RENDERED, n)
    _, rendering_s = once(lambda: [points_of(outcome, at) for at in range(shown)])
    few = frame.head(N_ONE_BY_ONE)
    totals, peer_s = once(lambda: one_by_one(rules, few))
    scale = 10**rules.decimals
    for at, (low, high) in enumerate(totals):
        span = (outcome.group_low[-1, at], outcome.group_high[-1, at])
        if span != (low * scale, high * scale):
            raise AssertionError(f"person {at}: {span} and {(low, high)}")
    rows = [
        ("reading", n, reading_s),
        ("evaluating, with reasons", n, evaluating_s),
        ("rendering reasons", shown, rendering_s),
        ("one person after the other", len(few), peer_s),
    ]
    if util.find_spec("openfisca_core"):
        rows.append(("OpenFisca, 3 items", n, timed(lambda: openfisca(frame))[1]))
    print(f"{'':28}{'people':>12}{'s':>10}{'s per million':>16}")
    for name, count, seconds in rows:
        print(f"{name:28}{count:>12,}{seconds:>10.3f}{seconds / count * MILLION:>16.2f}")


if __name__ == "__main__":
    main()
