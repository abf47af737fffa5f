"""From an indicator, a value and a unit as collected to a key, a base unit and a bound."""

import re
from decimal import Decimal

from gongfu.units import TO_BASE

# Indicator as collected -> key; what is not here follows the rules of `indicator_key`.
RENAMED = {
    "resident_population": "residents",
    "urban_resident_population": "urban_residents",
    "registered_population": "registered",
    "male": "male_residents",
    "female": "female_residents",
    "fiscal_total_revenue": "fiscal_revenue_yuan",
    "electricity_use": "electricity_kwh",
    "electricity_industry": "electricity_industry_kwh",
    "electricity_household": "electricity_household_kwh",
    "land_area": "land_area_km2",
    "road_length": "road_length_km",
    "expressway_length": "expressway_length_km",
    "passenger_road_water": "passengers_road_water",
    "freight_road_water": "freight_road_water_tonnes",
    "passenger_rail_transit": "passenger_trips_rail_transit",
    "gdp_per_registered_capita": "gdp_per_registered_head_yuan",
    "resident_income_to_gdp_pc": "resident_income_to_gdp_per_head",
    "labour_productivity": "labour_productivity_yuan",
    "mountain26_income_to_province": "mountain_26_income_to_province",
    "public_culture_floor_area": "public_culture_floor_area_per_head_m2",
    "charging_piles": "charging_points",
    "charging_piles_rural": "rural_charging_points",
}
CENSUS_RENAMED = {
    "resident_population": "residents",
    "urban_population": "urban_residents",
    "rural_population": "rural_residents",
    "housing_area_per_capita": "housing_area_per_head_m2",
}
MONEY = (
    "gdp", "primary_industry_va", "secondary_industry_va", "tertiary_industry_va", "industrial_va",
    "above_scale_industrial_va", "digital_core_va", "retail_sales", "local_fiscal_revenue",
    "general_budget_revenue", "general_budget_expenditure", "household_deposits",
    "express_delivery_revenue", "telecom_revenue",
)  # fmt: skip
# Units as collected that say more than a unit -> (unit as `TO_BASE` knows it, bound, note).
WORDY_UNITS = {
    "ratio (about)": ("ratio", "~", ""),
    "yuan (=32189+20208 as stated)": ("yuan", "=", "32189 + 20208 as stated"),
    "% of households with 20-60万元 yearly disposable income": ("%", "=", ""),
    "% of province": ("%", "=", "of the province"),
    "% (0.9 points over province)": ("%", "=", "0.9 points over the province"),
    "m2 per 10k persons": ("m2 per 10k persons", "=", ""),
    "10k residents, old and new": ("10k persons", "=", "old and new residents"),
    "childcare places per 1000 residents (2574 places; 78.63% inclusive)": (
        "places per 1000 residents", "=", "2574 places; 78.63% inclusive"
    ),
}  # fmt: skip
MORE_UNITS = {
    "m2 per 10k persons": ("m2 per person", "0.0001"),
    "10k person-times": ("person-times", "10000"),
    "places per 1000 residents": ("places per person", "0.001"),
    "m/min planning speed": ("m per minute", "1"),
}


def indicator_key(collected: str) -> str:
    """The key of an indicator as collected: money ends in `_yuan`, per head and groups in front."""
    for suffix, prefix in (("_urban", "urban_"), ("_rural", "rural_"), ("_all", "")):
        if collected.endswith(f"_pc{suffix}"):
            return prefix + collected.removesuffix(f"_pc{suffix}") + "_per_head_yuan"
    collected = collected.removesuffix("_q1q3")
    if collected.endswith("_sum_of_counties"):
        key = indicator_key(collected.removesuffix("_sum_of_counties"))
        return f"{key.removesuffix('_yuan')}_sum_of_counties{'_yuan' * key.endswith('_yuan')}"
    if collected in RENAMED:
        return RENAMED[collected]
    if collected in MONEY:
        return re.sub("_industry_va$|_va$", "_value_added", collected) + "_yuan"
    if re.search("_pc$|_per_capita$", collected):
        return re.sub("_pc$|_per_capita$", "_per_head_yuan", collected)
    return collected


def census_key(collected: str) -> str:
    """The key of a census indicator: `male_1_4` is `census_male_aged_1_4`."""
    collected = CENSUS_RENAMED.get(collected, collected)
    return "census_" + re.sub(r"^(male|female|share)_(?=\d)", r"\1_aged_", collected)


def quantity(value: str, unit: str) -> tuple[float, str, str, str]:
    """Value in the base unit, bound, base unit and what the unit's wording adds."""
    unit, bound, note = WORDY_UNITS.get(unit, (unit, "=", ""))
    found = re.fullmatch(r"(>=|<=|>|<|~)?(-?\d+(?:\.\d+)?)", value)
    if not found:
        raise ValueError(f"{value!r} is not a number with or without a bound")
    base, factor = MORE_UNITS.get(unit, TO_BASE.get(unit, (unit, 1)))
    return float(Decimal(found[2]) * Decimal(str(factor))), found[1] or bound, base, note
