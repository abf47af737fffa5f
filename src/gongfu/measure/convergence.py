"""Whether places come closer to each other: every measure of convergence, to import from here.

Dispersion is in `gongfu.measure.sigma`, the growth regression in `beta` (and among neighbours in
`spatial_beta`, which takes seconds to import), clubs in `clubs`, moves between classes in
`transitions`, and densities in `density_dynamics`.
"""

from typing import Final

from gongfu.measure.beta import BetaConvergence, beta_convergence
from gongfu.measure.clubs import (
    ConvergenceClubs,
    LogT,
    convergence_clubs,
    log_t,
    long_trend,
    transition_paths,
)
from gongfu.measure.density_dynamics import (
    ModesTest,
    StochasticKernel,
    density_dynamics,
    modes_test,
    stochastic_kernel,
)
from gongfu.measure.sigma import SigmaConvergence, sigma_convergence
from gongfu.measure.spatial_beta import SpatialBetaConvergence, spatial_beta_convergence
from gongfu.measure.transitions import (
    HomogeneityTest,
    SpatialTransitions,
    Transitions,
    spatial_transitions,
    transitions,
)

__all__: Final = (
    "BetaConvergence",
    "ConvergenceClubs",
    "HomogeneityTest",
    "LogT",
    "ModesTest",
    "SigmaConvergence",
    "SpatialBetaConvergence",
    "SpatialTransitions",
    "StochasticKernel",
    "Transitions",
    "beta_convergence",
    "convergence_clubs",
    "density_dynamics",
    "log_t",
    "long_trend",
    "modes_test",
    "sigma_convergence",
    "spatial_beta_convergence",
    "spatial_transitions",
    "stochastic_kernel",
    "transition_paths",
    "transitions",
)
