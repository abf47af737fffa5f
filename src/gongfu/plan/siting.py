"""Where to build next, with a proof of how good any plan could be: all models, from here.

Covering is in `gongfu.plan.covering` and `center` (all, or as many people as possible), in
`backup` (a second site counts too), `gradual` (several limits at once), `grouped` (groups with
weights, priorities or floors) and `multi_kind` (several kinds out of one purse); the p-median in
`median`; covering and median with sites that take only so many people in `capacitated`; fairness
in `center` (the worst off), `kolm_pollak` and `pareto` (most people against the worst off).  The
engine below them is `search`, with bounds from `lagrangean`.
"""

from typing import Final

from gongfu.plan.backup import backup_mclp
from gongfu.plan.capacitated import CapacitatedPlan, capacitated_mclp, capacitated_p_median
from gongfu.plan.center import lscp, p_center
from gongfu.plan.covering import mclp
from gongfu.plan.gradual import gradual_mclp, levels_within
from gongfu.plan.grouped import GroupPlan, grouped_mclp
from gongfu.plan.kolm_pollak import kolm_pollak
from gongfu.plan.median import p_median
from gongfu.plan.multi_kind import MultiKindPlan, multi_kind_mclp
from gongfu.plan.pareto import Front, front_of_costs, front_of_groups
from gongfu.plan.site_plan import SitePlan

__all__: Final = (
    "CapacitatedPlan",
    "Front",
    "GroupPlan",
    "MultiKindPlan",
    "SitePlan",
    "backup_mclp",
    "capacitated_mclp",
    "capacitated_p_median",
    "front_of_costs",
    "front_of_groups",
    "gradual_mclp",
    "grouped_mclp",
    "kolm_pollak",
    "levels_within",
    "lscp",
    "mclp",
    "multi_kind_mclp",
    "p_center",
    "p_median",
)
