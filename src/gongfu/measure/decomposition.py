"""Along which lines something is shared unequally: every decomposition, to import from here.

Theil's T and L are split in `gongfu.measure.entropy` (and out of sums of pieces in `group_sums`),
the Gini coefficient by groups in `dagum` and `gini_groups`, any index by sources in `sources`, and
changes between two periods in `change`.
"""

from typing import Final

from gongfu.measure.change import EntropyChange, GiniChange, entropy_change, gini_change
from gongfu.measure.dagum import (
    DagumNull,
    DagumParts,
    dagum_decomposition,
    dagum_null,
    dagum_pairs,
)
from gongfu.measure.entropy import (
    EntropyParts,
    entropy_decompositions,
    mean_log_deviation_decomposition,
    theil_decomposition,
)
from gongfu.measure.gini_groups import GiniParts, gini_decomposition
from gongfu.measure.group_sums import (
    GroupSums,
    group_sums,
    merge_group_sums,
    sums_decomposition,
)
from gongfu.measure.sources import gini_by_source, shapley_by_source, variance_by_source

__all__: Final = (
    "DagumNull",
    "DagumParts",
    "EntropyChange",
    "EntropyParts",
    "GiniChange",
    "GiniParts",
    "GroupSums",
    "dagum_decomposition",
    "dagum_null",
    "dagum_pairs",
    "entropy_change",
    "entropy_decompositions",
    "gini_by_source",
    "gini_change",
    "gini_decomposition",
    "group_sums",
    "mean_log_deviation_decomposition",
    "merge_group_sums",
    "shapley_by_source",
    "sums_decomposition",
    "theil_decomposition",
    "variance_by_source",
)
