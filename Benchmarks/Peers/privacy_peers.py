"""The discrete Gaussian of OpenDP and the accountant of dp-accounting."""

import time
from importlib.metadata import version

from serve import missing, serve

try:
    import opendp.prelude as opendp
    from dp_accounting.pld import privacy_loss_distribution
except ImportError as error:
    missing(error)

opendp.enable_features("contrib")


def noise(sigma, draws):
    """Returns the seconds of so many draws."""
    space = opendp.vector_domain(opendp.atom_domain(T="i64")), opendp.l2_distance(T="i64")
    measurement = opendp.m.make_gaussian(*space, sigma)
    zeros = [0] * draws
    start = time.perf_counter()
    measurement(zeros)
    return {"seconds": time.perf_counter() - start}


def account(probability, multiplier, steps, delta):
    """Returns epsilon and its seconds."""
    start = time.perf_counter()
    step = privacy_loss_distribution.from_gaussian_mechanism(
        multiplier, sampling_prob=probability)
    epsilon = step.self_compose(steps).get_epsilon_for_delta(delta)
    return {"seconds": time.perf_counter() - start, "epsilon": float(epsilon)}


serve(
    {name: version(name) for name in ("opendp", "dp-accounting")},
    {"noise": noise, "account": account})
