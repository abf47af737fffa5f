"""Whether places come closer to each other: every measure of convergence, to import from here."""

from typing import Final

from gongfu.measure.beta import BetaConvergence, beta_convergence
from gongfu.measure.sigma import SigmaConvergence, sigma_convergence

__all__: Final = (
    "BetaConvergence",
    "SigmaConvergence",
    "beta_convergence",
    "sigma_convergence",
)
