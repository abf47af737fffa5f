"""The pictures of the gaps, by name: each takes a plain frame and a caption and gives one SVG.

The string stands alone as a file (its own style, both colour schemes, a title and a description
for screen readers) and may be set into a page as it is.  It is `Markup`, which templates do not
escape again; set it among other text with a template or an f-string, not with `+`.
"""

from gongfu.report.gap_effect_charts import coefficients_chart, event_study_chart, synthetic_chart
from gongfu.report.gap_growth_charts import (
    density_ridges,
    growth_scatter,
    sigma_chart,
    transition_heatmap,
)
from gongfu.report.gap_rank_charts import rank_intervals
from gongfu.report.gap_share_charts import lorenz_chart, parts_tree
from gongfu.report.gap_sheet import Caption
from gongfu.report.gap_space_charts import moran_scatter

__all__ = [
    "Caption",
    "coefficients_chart",
    "density_ridges",
    "event_study_chart",
    "growth_scatter",
    "lorenz_chart",
    "moran_scatter",
    "parts_tree",
    "rank_intervals",
    "sigma_chart",
    "synthetic_chart",
    "transition_heatmap",
]
