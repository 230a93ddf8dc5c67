"""Offline RMIA (Zarifzadeh et al. 2024, equations 2 and 3) over all pairs of records and population points in numpy."""

import time

from serve import missing, serve

try:
    import numpy
except ImportError as error:
    missing(error)


class Attack:
    """The label's probabilities under reference models and the target, of records and of a population."""

    def load(self, folder, models, records, population, slope):
        self.slope = slope
        self.bank = probabilities(numpy.fromfile(f"{folder}/bank", dtype="<f4").reshape(models, records))
        self.included = numpy.fromfile(f"{folder}/inclusion", dtype=bool).reshape(models, records)
        self.target = probabilities(numpy.fromfile(f"{folder}/target", dtype="<f8"))
        points = numpy.fromfile(f"{folder}/population", dtype="<f4").reshape(models, population)
        self.points = probabilities(points)
        self.points_target = probabilities(numpy.fromfile(f"{folder}/population-target", dtype="<f8"))
        return {}

    def run(self, calls):
        """Returns the seconds of one call."""
        start = time.perf_counter()
        for _ in range(calls):
            self.values = self.scores()
        return {"seconds": (time.perf_counter() - start) / calls}

    def scores(self):
        outside = ~self.included
        records = self.target / self.prior((self.bank * outside).sum(0) / outside.sum(0))
        points = self.points_target / self.prior(self.points.mean(0))
        return (records[:, None] / points[None, :] >= 1).mean(1)

    def prior(self, mean_out):
        """The probability under models in general, from that under models without the record."""
        return ((1 + self.slope) * mean_out + (1 - self.slope)) / 2

    def values_of_last_call(self):
        return {"scores": self.values.tolist()}


def probabilities(odds):
    # Losses are stored in single precision, as banks hold them.
    loss = numpy.logaddexp(0, -odds.astype(numpy.float64))
    return numpy.exp(-(loss.astype(numpy.float32) if odds.dtype == numpy.float32 else loss).astype(numpy.float64))


attack = Attack()
serve(
    {"numpy": numpy.__version__},
    {"load": attack.load, "run": attack.run, "scores": attack.values_of_last_call})
