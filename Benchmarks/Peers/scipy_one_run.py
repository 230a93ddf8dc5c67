"""Bounds on epsilon from the canaries of one run, by the papers' procedures with scipy's distributions."""

import math
import time

from serve import missing, serve

try:
    import numpy
    import scipy
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri
    from scipy.stats import binom
except ImportError as error:
    missing(error)

SIGNIFICANCE = 0.05


class OneRun:
    """Canaries with their coins, and the bound found last."""

    def load(self, folder, form, side, delta):
        self.scores = numpy.fromfile(f"{folder}/canaries", dtype="<f8")
        self.included = numpy.fromfile(f"{folder}/included", dtype=bool)
        self.bound = {"pure": pure_bound, "gaussian": gaussian_bound}[form]
        self.side, self.delta = side, delta
        return {}

    def run(self, calls):
        """Returns the seconds of one call."""
        start = time.perf_counter()
        for _ in range(calls):
            order = numpy.argsort(self.scores)
            right = self.included[order[-self.side:]].sum() + (~self.included[order[:self.side]]).sum()
            self.epsilon = self.bound(len(order), 2 * self.side, int(right), self.delta)
        return {"seconds": (time.perf_counter() - start) / calls}

    def values(self):
        return {"epsilon": self.epsilon}


def pure_bound(canaries, guesses, right, delta):
    """Steinke, Nasr and Jagielski 2023, theorem 5.2: the largest epsilon whose p-value is below the significance."""
    sizes = numpy.arange(1, right + 1)

    def p_value(epsilon):
        q = 1 / (1 + math.exp(-epsilon))
        beta = binom.sf(right - 1, guesses, q)
        alpha = (numpy.cumsum(binom.pmf(right - sizes, guesses, q)) / sizes).max()
        return beta + 2 * canaries * delta * alpha

    return largest(lambda epsilon: p_value(epsilon) < SIGNIFICANCE)


def gaussian_bound(canaries, guesses, right, delta):
    """Mahloujifar, Melis and Chaudhuri 2025: the recursion for a trade-off of mu, whose largest refuted value bounds epsilon."""

    def is_refuted(mu):
        r = SIGNIFICANCE * right / canaries
        h = SIGNIFICANCE * (guesses - right) / canaries
        for index in range(right - 1, -1, -1):
            rise = max(h, ndtr(ndtri(min(r, 1 - 2**-53)) - mu))
            r += index / (guesses - index) * (rise - h)
            h = rise
            if r + h > guesses / canaries:
                return True
        return False

    mu = largest(is_refuted)
    # Balle and Wang 2018, theorem 8: delta of a Gaussian trade-off at epsilon.
    excess = lambda eps: ndtr(mu / 2 - eps / mu) - math.exp(eps) * ndtr(-mu / 2 - eps / mu) - delta
    return brentq(excess, 0, 100, xtol=1e-12)


def largest(is_refuted):
    """The largest value that is refuted, by bisection."""
    low, high = 0.0, 1.0
    while is_refuted(high):
        low, high = high, 2 * high
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if is_refuted(middle) else (low, middle)
    return low


audit = OneRun()
serve(
    {"numpy": numpy.__version__, "scipy": scipy.__version__},
    {"load": audit.load, "run": audit.run, "values": audit.values})
