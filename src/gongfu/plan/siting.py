"""Where to build next, with a proof of how good any plan could be: all models, from here.

Covering is in `gongfu.plan.covering` and `center` (all, or as many people as possible), the
p-median in `median`, both with sites that take only so many people in `capacitated`, fairness in
`center` (the worst off) and `kolm_pollak`.  The engine below them is `search`, with bounds from
`lagrangean`.
"""

from typing import Final

from gongfu.plan.capacitated import CapacitatedPlan, capacitated_mclp, capacitated_p_median
from gongfu.plan.center import lscp, p_center
from gongfu.plan.covering import mclp
from gongfu.plan.kolm_pollak import kolm_pollak
from gongfu.plan.median import p_median
from gongfu.plan.site_plan import SitePlan

__all__: Final = (
    "CapacitatedPlan",
    "SitePlan",
    "capacitated_mclp",
    "capacitated_p_median",
    "kolm_pollak",
    "lscp",
    "mclp",
    "p_center",
    "p_median",
)
