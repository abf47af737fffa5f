"""Assessment: what was measured of a zone at one time, and from what."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import pandas as pd

FARTHER: Final = 4.0
"""Beyond the limit the nearest facility is looked for up to so many times the limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """The answers of `gongfu.assess`, as frames; an empty frame means the zone lacks the input.

    Each row of the circle's tables says in `standing` whether it is computed from what sources
    say, or simulated because something that it rests on is.

    Attributes
    ----------
    reach
        One row per community and kind: `community_id`, `kind`, `time_s` (inf where not reached),
        `facility_id`, `state` (reached, out_of_reach, cannot_be_judged, not_in_source).
    coverage
        One row per place, kind and area (all, urban, rural): how many places and residents reach
        the kind within the limit, how many could not be judged, and both shares.
    completeness
        Indexed by community: how many kinds are within the limit.
    left_out
        One row per community and kind that is not within the limit, most residents first:
        `community_id`, `name`, `place`, `kind`, `residents`, `state` (out_of_reach or
        cannot_be_judged), `nearest_s` and `facility_id` of the nearest facility in the data, looked
        for up to four times the limit (inf and missing beyond).
    supply
        Places, or facilities where no capacities are known, per resident, shared with all who
        reach them: a row per place and kind, the whole zone first.
    snapped
        How far each community and facility was moved to its street.
    gaps
        The three gaps, an index a row, with the same index `without_doubtful` figures.
    lorenz
        Points of the Lorenz curves across places.
    exit_rule
        Which counties of the mountain group the exit rule names.
    targets
        Each target with its verdict and the reason.
    reconciliation
        Sums and means of parts beside the published totals.
    provenance
        The program's version, the settings, and the SHA-256 of every input.
    """

    reach: pd.DataFrame
    coverage: pd.DataFrame
    completeness: pd.DataFrame
    left_out: pd.DataFrame
    supply: pd.DataFrame
    snapped: pd.DataFrame
    gaps: pd.DataFrame
    lorenz: pd.DataFrame
    exit_rule: pd.DataFrame
    targets: pd.DataFrame
    reconciliation: pd.DataFrame
    provenance: Mapping[str, Any]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every frame by its name, in the order above."""
        return {
            part.name: getattr(self, part.name)
            for part in fields(self)
            if part.name != "provenance"
        }
