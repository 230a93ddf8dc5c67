"""Group fairness of given predictions by Fairlearn, and by AIF360 for a privileged and an unprivileged group."""

import logging
import time
import warnings

from serve import missing, serve

# AIF360 names the learners that its optional parts would add.
logging.disable(logging.WARNING)

try:
    import aif360
    import fairlearn
    import numpy
    import pandas
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import ClassificationMetric
    from fairlearn import metrics
except ImportError as error:
    missing(error)

warnings.filterwarnings("ignore")


class Sample:
    """Labels, predictions and levels that were read last."""

    def load(self, folder):
        self.labels = numpy.fromfile(f"{folder}/labels", dtype="<i4")
        self.predicted = numpy.fromfile(f"{folder}/predicted", dtype="<i4")
        self.levels = numpy.fromfile(f"{folder}/levels", dtype="<i4")
        return {}

    def three(self):
        """Returns the seconds of three differences."""
        start = time.perf_counter()
        for metric in (
                metrics.demographic_parity_difference, metrics.equalized_odds_difference,
                metrics.equal_opportunity_difference):
            metric(self.labels, self.predicted, sensitive_features=self.levels)
        return {"seconds": time.perf_counter() - start}

    def fairlearn(self):
        """Returns the values of all ready-made metrics, named as criterion and aggregate."""
        values = {}
        families = {
            "demographic-parity": (
                metrics.demographic_parity_difference, metrics.demographic_parity_ratio),
            "equal-opportunity": (
                metrics.equal_opportunity_difference, metrics.equal_opportunity_ratio),
            "equalized-odds": (metrics.equalized_odds_difference, metrics.equalized_odds_ratio),
        }
        for family, (difference, ratio) in families.items():
            for method, suffix in (("between_groups", ""), ("to_overall", "-to-overall")):
                for function, name in ((difference, "difference"), (ratio, "ratio")):
                    values[f"{family}:{name}{suffix}"] = self.value(function, method=method)
                    if family == "equalized-odds":
                        values[f"average-odds:{name}{suffix}"] = self.value(
                            function, method=method, agg="mean")
        frame = metrics.MetricFrame(
            metrics=lambda y, p: float((y == p).mean()), y_true=self.labels, y_pred=self.predicted,
            sensitive_features=self.levels)
        values["accuracy-parity:difference"] = float(frame.difference())
        values["accuracy-parity:ratio"] = float(frame.ratio())
        return {"values": {name: value for name, value in values.items() if value == value}}

    def value(self, function, **arguments):
        return float(function(
            self.labels, self.predicted, sensitive_features=self.levels, **arguments))

    def aif360(self, privileged):
        """Returns AIF360's values for one level beside all others."""
        group = (self.levels == privileged).astype(float)
        frame = pandas.DataFrame({"group": group, "label": self.labels.astype(float)})
        truth = BinaryLabelDataset(
            df=frame, label_names=["label"], protected_attribute_names=["group"])
        decided = truth.copy()
        decided.labels = self.predicted.astype(float).reshape(-1, 1)
        metric = ClassificationMetric(
            truth, decided, unprivileged_groups=[{"group": 0}], privileged_groups=[{"group": 1}])
        return {"values": {
            "statistical-parity-difference": float(metric.statistical_parity_difference()),
            "disparate-impact": float(metric.disparate_impact()),
            "equal-opportunity-difference": float(metric.equal_opportunity_difference()),
            "average-odds-difference": float(metric.average_odds_difference()),
            "average-absolute-odds-difference": float(metric.average_abs_odds_difference()),
            "equalized-odds-difference": float(metric.equalized_odds_difference()),
            "average-predictive-value-difference": float(
                metric.average_predictive_value_difference()),
            "error-rate-difference": float(metric.error_rate_difference()),
        }}


sample = Sample()
serve(
    {"Fairlearn": fairlearn.__version__, "AIF360": aif360.__version__},
    {
        "load": sample.load, "three": sample.three, "fairlearn": sample.fairlearn,
        "aif360": sample.aif360,
    })
