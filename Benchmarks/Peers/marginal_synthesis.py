"""MWEM+PGM and AIM on the estimators and graphical models of mbi."""

import itertools
import json
import time
from importlib.metadata import version

from serve import missing, serve

try:
    import numpy as np
    import pandas as pd
    from mbi import Dataset, Domain, LinearMeasurement, estimation, junction_tree
    from scipy.optimize import brentq
    from scipy.special import softmax
except ImportError as error:
    missing(error)


def load(table, domain):
    """Returns the records with their pairs and the pairs' counts."""
    sizes = json.load(open(domain))
    frame = pd.read_csv(table)
    data = Dataset(
        {name: frame[name].to_numpy() for name in frame.columns},
        Domain(list(frame.columns), [sizes[name] for name in frame.columns]))
    pairs = list(itertools.combinations(data.domain.attrs, 2))
    return data, pairs, {pair: data.project(pair).datavector() for pair in pairs}


LOADED = {}


def load_pairs(table, domain):
    """Keeps the records for counting."""
    LOADED["data"], LOADED["pairs"], _ = load(table, domain)
    return {}


def run(calls):
    """Returns the seconds to count all pairs."""
    start = time.perf_counter()
    for _ in range(calls):
        for pair in LOADED["pairs"]:
            LOADED["data"].project(pair).datavector()
    return {"seconds": (time.perf_counter() - start) / calls}


def rho_of(epsilon, delta):
    """Returns the rho of the tight conversion."""
    def excess(rho):
        def slope(alpha):
            return (2 * alpha - 1) * rho - epsilon + np.log1p(-1 / alpha)
        alpha = brentq(slope, 1.001, (epsilon + 1) / (2 * rho) + 2)
        bound = (alpha - 1) * (alpha * rho - epsilon) + alpha * np.log1p(-1 / alpha)
        return bound - np.log(alpha - 1) - np.log(delta)
    return brentq(excess, 1e-9, epsilon + 1)


def error(model, counts, seed):
    """Returns the mean total variation of pairs, of the model and of its rows."""
    np.random.seed(seed)
    rows = model.synthetic_data()
    def distance(left, right):
        left, right = np.asarray(left, float), np.asarray(right, float)
        return 0.5 * np.abs(left / left.sum() - right / right.sum()).sum()
    return (
        float(np.mean([distance(c, model.project(p).datavector()) for p, c in counts.items()])),
        float(np.mean([distance(c, rows.project(p).datavector()) for p, c in counts.items()])))


def uniform(domain, clique):
    """Returns the marginal of one record spread evenly."""
    size = domain.size(clique)
    return np.full(size, 1 / size)


def mwem(table, domain, epsilon, delta, rounds, megabytes, iterations, seed):
    """Returns the seconds and errors of MWEM+PGM with Gaussian noise."""
    data, pairs, counts = load(table, domain)
    generator = np.random.default_rng(seed)
    start = time.perf_counter()
    counts = {pair: data.project(pair).datavector() for pair in pairs}
    share, alpha = rho_of(epsilon, delta) / rounds, 0.9
    sigma, loss = np.sqrt(0.5 / (alpha * share)), np.sqrt(8 * (1 - alpha) * share)
    model, measured, cliques = None, [], []
    for number in range(1, rounds + 1):
        candidates = [
            pair for pair in pairs
            if junction_tree.hypothetical_model_size(data.domain, cliques + [pair])
            <= megabytes * number / rounds]
        scores = np.array([
            np.abs(counts[pair] - (
                np.asarray(model.project(pair).datavector()) if model
                else uniform(data.domain, pair))).sum() - data.domain.size(pair)
            for pair in candidates])
        chances = softmax(0.5 * loss * (scores - scores.max()))
        pair = candidates[generator.choice(len(candidates), p=chances)]
        noisy = counts[pair] + generator.normal(0, sigma, counts[pair].size)
        measured.append(LinearMeasurement(noisy, pair, sigma))
        cliques.append(pair)
        model = estimation.mirror_descent(
            data.domain, measured, iters=iterations,
            potentials=model.potentials if model else None)
    model.synthetic_data()
    seconds = time.perf_counter() - start
    by_model, by_rows = error(model, counts, seed)
    return {
        "seconds": seconds, "error": by_model, "rowError": by_rows,
        "selected": ["/".join(clique) for clique in cliques]}


def aim(table, domain, epsilon, delta, megabytes, iterations, seed, limit):
    """Returns the seconds and errors of AIM on all pairs, stopped after a round beyond the limit."""
    data, pairs, counts = load(table, domain)
    generator = np.random.default_rng(seed)
    start = time.perf_counter()
    attributes = data.domain.attrs
    candidates = {(name,): len(attributes) - 1 for name in attributes}
    candidates |= {pair: 2 * (len(attributes) - 1) for pair in pairs}
    answers = {clique: data.project(clique).datavector() for clique in candidates}
    rho, rounds = rho_of(epsilon, delta), 16 * len(attributes)
    sigma, loss = np.sqrt(rounds / (2 * 0.9 * rho)), np.sqrt(8 * 0.1 * rho / rounds)

    def measure(clique):
        noisy = answers[clique] + generator.normal(0, sigma, answers[clique].size)
        return LinearMeasurement(noisy, clique, sigma)

    measured = [measure((name,)) for name in attributes]
    used = len(attributes) * 0.5 / sigma**2
    model = estimation.mirror_descent(data.domain, measured, iters=iterations)
    ended, number = False, 0
    while not ended and time.perf_counter() - start < limit:
        number += 1
        if rho - used < 2 * (0.5 / sigma**2 + loss**2 / 8):
            sigma, loss = np.sqrt(1 / (1.8 * (rho - used))), np.sqrt(0.8 * (rho - used))
            ended = True
        used += loss**2 / 8 + 0.5 / sigma**2
        cliques = list(model.cliques)
        below = {
            part for clique in cliques for size in (1, 2)
            for part in itertools.combinations(sorted(clique, key=attributes.index), size)}
        small = [
            clique for clique in candidates if clique in below
            or junction_tree.hypothetical_model_size(data.domain, cliques + [clique])
            <= megabytes * used / rho]
        scores = np.array([
            candidates[clique] * (
                np.abs(answers[clique] - np.asarray(model.project(clique).datavector())).sum()
                - np.sqrt(2 / np.pi) * sigma * data.domain.size(clique))
            for clique in small])
        heaviest = max(candidates[clique] for clique in small)
        chances = softmax(0.5 * loss / heaviest * (scores - scores.max()))
        clique = small[generator.choice(len(small), p=chances)]
        size = data.domain.size(clique)
        measured.append(measure(clique))
        before = np.asarray(model.project(clique).datavector())
        model = estimation.mirror_descent(
            data.domain, measured, iters=iterations, potentials=model.potentials)
        moved = np.abs(np.asarray(model.project(clique).datavector()) - before).sum()
        if moved <= np.sqrt(2 / np.pi) * sigma * size:
            sigma, loss = sigma / 2, loss * 2
    model.synthetic_data()
    seconds = time.perf_counter() - start
    by_model, by_rows = error(model, answers_of(pairs, answers), seed)
    return {
        "seconds": seconds, "error": by_model, "rowError": by_rows, "rounds": number,
        "finished": bool(ended), "used": float(used / rho)}


def answers_of(pairs, answers):
    """Returns the counts of pairs alone."""
    return {pair: answers[pair] for pair in pairs}


if __name__ == "__main__":
    serve({name: version(name) for name in ("mbi", "jax")},
          {"mwem": mwem, "aim": aim, "load_pairs": load_pairs, "run": run})
