"""Did it help?  Every estimator of an effect, to import from here.

`what_can_be_identified` comes first: it says in words what a panel can and cannot tell.  Each
estimator refuses with the same words.  Regressions are pyfixest's, synthetic control is pysyncon's.
"""

from typing import Final

from gongfu.measure.event_study import EventStudy, PreTrends, event_study
from gongfu.measure.fixed_effects import TwoWayEffect, TwoWayFit, two_way_fixed_effects
from gongfu.measure.identification import Identification, Verdict, what_can_be_identified
from gongfu.measure.staggered import StaggeredEffects, staggered_effects
from gongfu.measure.synthetic_control import SyntheticControl, synthetic_control

__all__: Final = (
    "EventStudy",
    "Identification",
    "PreTrends",
    "StaggeredEffects",
    "SyntheticControl",
    "TwoWayEffect",
    "TwoWayFit",
    "Verdict",
    "event_study",
    "staggered_effects",
    "synthetic_control",
    "two_way_fixed_effects",
    "what_can_be_identified",
)
