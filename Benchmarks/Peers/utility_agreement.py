"""Utility figures of UCI Adult's test file against its training file, by definition and by sdmetrics.

Usage: python utility_agreement.py FOLDER, where adult.data and adult.test are. The first block are the numbers that the tests of
Rollcall hold, computed with numpy, pandas, scipy and scikit-learn from the definitions in Documentation/Conventions.md; the second
block puts sdmetrics' scores beside them, turned into distances. Needs scipy, scikit-learn and sdmetrics besides requirements.txt.
"""

import itertools
import sys

import numpy
import pandas
from scipy.stats import ks_2samp, wasserstein_distance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score, balanced_accuracy_score, f1_score, log_loss, roc_auc_score)

NAMES = (
    "age workclass fnlwgt education education-num marital-status occupation relationship race sex "
    "capital-gain capital-loss hours-per-week native-country income").split()
NUMERIC = [
    "age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week"]
CATEGORICAL = [name for name in NAMES if name not in NUMERIC]
BINS = 20


def load(path, skipped):
    frame = pandas.read_csv(
        path, names=NAMES, skiprows=skipped, skipinitialspace=True, na_values=["?"],
        keep_default_na=False)
    frame["income"] = frame["income"].str.rstrip(".")
    return frame


def levels(real, release, column):
    """Codes in both tables and their number, missing last."""
    if column in NUMERIC:
        values = real[column].to_numpy(float)
        ends = numpy.unique(values)
        if len(ends) > BINS:
            shares = numpy.arange(1, BINS + 1) / BINS
            ends = numpy.unique(numpy.quantile(values, shares, method="inverted_cdf"))
        codes = [
            numpy.minimum(numpy.searchsorted(ends, table[column].to_numpy(float)), len(ends) - 1)
            for table in (real, release)]
        return codes[0], codes[1], len(ends) + 1
    known = set(real[column].dropna())
    names = sorted(known) + sorted(set(release[column].dropna()) - known)
    places = {name: place for place, name in enumerate(names)}
    codes = [
        table[column].map(places).fillna(len(names)).to_numpy(int) for table in (real, release)]
    return codes[0], codes[1], len(names) + 1


def total_variation(coded, columns):
    sizes = [coded[column][2] for column in columns]
    shares = []
    for table in (0, 1):
        cells = numpy.ravel_multi_index([coded[column][table] for column in columns], sizes)
        shares.append(numpy.bincount(cells, minlength=int(numpy.prod(sizes))) / len(cells))
    return numpy.abs(shares[0] - shares[1]).sum() / 2


def association(table, first, second):
    if first in NUMERIC and second in NUMERIC:
        return numpy.corrcoef(table[first], table[second])[0, 1]
    if first in CATEGORICAL and second in CATEGORICAL:
        counts = pandas.crosstab(table[first].fillna("?"), table[second].fillna("?")).to_numpy(float)
        count = counts.sum()
        expected = numpy.outer(counts.sum(1), counts.sum(0)) / count
        rows, columns = counts.shape
        phi = ((counts - expected) ** 2 / expected).sum() / count
        phi = max(0, phi - (rows - 1) * (columns - 1) / (count - 1))
        sizes = [size - (size - 1) ** 2 / (count - 1) for size in (rows, columns)]
        return numpy.sqrt(phi / (min(sizes) - 1))
    number, group = (first, second) if first in NUMERIC else (second, first)
    values = table[number].to_numpy(float)
    means = table[number].groupby(table[group].fillna("?")).transform("mean").to_numpy(float)
    return numpy.sqrt(((means - values.mean()) ** 2).sum() / ((values - values.mean()) ** 2).sum())


def design(real, tables, columns):
    """Numbers scaled and levels ordered by the real table, the most frequent level left out."""
    blocks = []
    for column in columns:
        if column in NUMERIC:
            center, scale = real[column].mean(), real[column].std(ddof=0)
            blocks.append([((t[column] - center) / scale).to_numpy()[:, None] for t in tables])
            continue
        counts = real[column].value_counts()
        kept = sorted(counts.index, key=lambda name: (-counts[name], name))[1:]
        blocks.append(
            [numpy.stack([(t[column] == n).to_numpy(float) for n in kept], 1) for t in tables])
        if any(t[column].isna().any() for t in tables):
            blocks.append([t[column].isna().to_numpy(float)[:, None] for t in tables])
    return [numpy.concatenate([b[t] for b in blocks], 1) for t in range(len(tables))]


def fitted(features, labels, penalty):
    return LogisticRegression(
        C=1 / penalty, solver="newton-cholesky", max_iter=200, tol=1e-8).fit(features, labels)


def propensity(real, release):
    features = numpy.concatenate(design(real, [real, release], NAMES))
    labels = numpy.repeat([0, 1], [len(real), len(release)])
    share, count = labels.mean(), len(labels)
    rank = numpy.linalg.matrix_rank(numpy.c_[features, numpy.ones(count)])
    found = fitted(features, labels, 1e-3).predict_proba(features)[:, 1]
    value = ((found - share) ** 2).mean()
    return value, rank, value / ((rank - 1) * (1 - share) ** 2 * share / count)


def transfer(training, real, hold_out):
    columns = [name for name in NAMES if name != "income"]
    features = design(real, [training, hold_out], columns)
    labels = [(table["income"] == ">50K").astype(int) for table in (training, hold_out)]
    found = fitted(features[0], labels[0], 1).predict_proba(features[1])[:, 1]
    called = found > 0.5
    return [
        measure(labels[1], called)
        for measure in (accuracy_score, balanced_accuracy_score, f1_score)
    ] + [roc_auc_score(labels[1], found), log_loss(labels[1], found)]


def by_definition(real, release):
    coded = {name: levels(real, release, name) for name in NAMES}
    values = {}
    for order in (1, 2, 3):
        distances = [total_variation(coded, s) for s in itertools.combinations(NAMES, order)]
        values[f"marginal-tvd@{order}"] = numpy.mean(distances)
    pairs = list(itertools.combinations(NAMES, 2))
    gaps = {p: abs(association(real, *p) - association(release, *p)) for p in pairs}
    kinds = {"pearson": 2, "correlation-ratio": 1, "cramers-v": 0}
    values["association-difference"] = numpy.mean(list(gaps.values()))
    for kind, numbers in kinds.items():
        chosen = [gap for pair, gap in gaps.items() if sum(c in NUMERIC for c in pair) == numbers]
        values[f"association-difference {kind}"] = numpy.mean(chosen)
    values["column-ks"] = numpy.mean(
        [ks_2samp(real[c], release[c]).statistic for c in NUMERIC])
    values["column-wasserstein"] = numpy.mean(
        [wasserstein_distance(real[c], release[c]) / real[c].std(ddof=0) for c in NUMERIC])
    values["pmse"], values["parameters"], values["pmse-ratio fitted"] = propensity(real, release)
    halves = {"all": real, "even rows": real[real.index % 2 == 0]}
    measures = ["accuracy", "balanced-accuracy", "f1", "auc", "log-loss"]
    for name, training in halves.items():
        for measure, value in zip(measures, transfer(training, real, release)):
            values[f"{measure} logistic, trained on {name}"] = value
    return values, coded


def by_sdmetrics(real, release, coded):
    """Pairs of ours and sdmetrics' figure, both as distances that are 0 for equal tables."""
    from sdmetrics.column_pairs import ContingencySimilarity, CorrelationSimilarity
    from sdmetrics.single_column import KSComplement, TVComplement

    def mean(measure, items):
        return numpy.mean([1 - measure.compute(real[i], release[i]) for i in items])

    numbers = list(itertools.combinations(NUMERIC, 2))
    names = list(itertools.combinations(CATEGORICAL, 2))
    pearson = [abs(association(real, *p) - association(release, *p)) for p in numbers]
    return {
        "KS, numeric columns": (
            numpy.mean([ks_2samp(real[c], release[c]).statistic for c in NUMERIC]),
            mean(KSComplement, NUMERIC)),
        "TVD, categorical columns": (
            numpy.mean([total_variation(coded, [c]) for c in CATEGORICAL]),
            mean(TVComplement, CATEGORICAL)),
        "TVD, pairs of categorical columns": (
            numpy.mean([total_variation(coded, p) for p in names]),
            numpy.mean([
                1 - ContingencySimilarity.compute(real[list(p)], release[list(p)]) for p in names])),
        "Pearson differences, halved": (
            numpy.mean(pearson) / 2,
            numpy.mean([
                1 - CorrelationSimilarity.compute(real[list(p)], release[list(p)])
                for p in numbers])),
    }


def main(folder):
    real, release = load(f"{folder}/adult.data", 0), load(f"{folder}/adult.test", 1)
    values, coded = by_definition(real, release)
    for name, value in values.items():
        print(f"{name}: {float(value)!r}")
    for name, (ours, theirs) in by_sdmetrics(real, release, coded).items():
        print(f"{name}: {float(ours):.9f}, sdmetrics {float(theirs):.9f}")


if __name__ == "__main__":
    main(sys.argv[1])
