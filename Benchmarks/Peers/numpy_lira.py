"""The online likelihood-ratio attack (Carlini et al. 2022, equation 4) over whole arrays in numpy."""

import time

from serve import missing, serve

try:
    import numpy
except ImportError as error:
    missing(error)


class Attack:
    """A bank of reference signals, the target's signals, and the scores."""

    def load(self, folder, models, records):
        shape = (models, records)
        self.bank = numpy.fromfile(f"{folder}/bank", dtype="<f4").reshape(shape)
        self.included = numpy.fromfile(f"{folder}/inclusion", dtype=bool).reshape(shape)
        self.target = numpy.fromfile(f"{folder}/target", dtype="<f8")
        return {}

    def score(self, calls):
        """Returns the seconds of one call."""
        start = time.perf_counter()
        for _ in range(calls):
            self.values = scores(self.bank, self.included, self.target)
        return {"seconds": (time.perf_counter() - start) / calls}

    def values_of_last_call(self):
        return {"scores": self.values.tolist()}


def scores(bank, included, target):
    values = bank.astype(numpy.float64)
    weights = included.astype(numpy.float64)
    count_in = weights.sum(0)
    count_out = len(values) - count_in
    sum_in = (values * weights).sum(0)
    mean_in = sum_in / count_in
    mean_out = (values.sum(0) - sum_in) / count_out
    squares = (values - numpy.where(included, mean_in, mean_out)) ** 2
    squares_in = (squares * weights).sum(0)
    variance_in = squares_in / count_in
    variance_out = (squares.sum(0) - squares_in) / count_out
    return log_density(target, mean_in, variance_in) - log_density(target, mean_out, variance_out)


def log_density(value, mean, variance):
    """The normal log density without the constant, which cancels in the ratio."""
    return -0.5 * (numpy.log(variance) + (value - mean) ** 2 / variance)


attack = Attack()
serve(
    {"numpy": numpy.__version__},
    {"load": attack.load, "score": attack.score, "scores": attack.values_of_last_call})
