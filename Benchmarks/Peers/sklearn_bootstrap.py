"""Bootstrap replicates of the area under the curve and of TPR at 1 % FPR with scikit-learn's curve, by side of the membership."""

import time

from serve import missing, serve

try:
    import numpy
    import scipy
    import sklearn
    from sklearn.metrics import roc_auc_score, roc_curve
except ImportError as error:
    missing(error)


class Bootstrap:
    """Scores with their truth, and the replicates drawn last."""

    def load(self, folder, scale):
        self.scores = numpy.fromfile(f"{folder}/scores", dtype="<f8")
        self.truth = numpy.fromfile(f"{folder}/members", dtype=bool)
        self.sides = [numpy.flatnonzero(self.truth), numpy.flatnonzero(~self.truth)]
        self.scale = scale
        self.generator = numpy.random.default_rng(1)
        return {}

    def run(self, calls):
        """Draws some replicates and returns the seconds that `scale` times as many would take."""
        start = time.perf_counter()
        self.replicates = numpy.array([self.replicate() for _ in range(calls)])
        return {"seconds": (time.perf_counter() - start) * self.scale}

    def replicate(self):
        rows = numpy.concatenate([self.generator.choice(side, len(side)) for side in self.sides])
        return quantities(self.truth[rows], self.scores[rows])

    def values(self):
        area, rate = quantities(self.truth, self.scores)
        errors = self.replicates.std(0, ddof=1)
        return {"area": area, "rate": rate, "areaError": errors[0], "rateError": errors[1]}


def quantities(truth, scores):
    fpr, tpr, _ = roc_curve(truth, scores, drop_intermediate=False)
    return float(roc_auc_score(truth, scores)), float(tpr[fpr <= 0.01 * (1 + 1e-12)].max())


bootstrap = Bootstrap()
serve(
    {"numpy": numpy.__version__, "scikit-learn": sklearn.__version__, "scipy": scipy.__version__},
    {"load": bootstrap.load, "run": bootstrap.run, "values": bootstrap.values})
