"""Anonymeter's three attacks on two releases of UCI Adult, as counts and risks with 95 % intervals.

Usage: python anonymeter_attacks.py FOLDER [ATTEMPTS], with adult.data and adult.test in ROLLCALL_DATA/adult. Writes members.csv,
holdout.csv and the releases changed.csv (members with a twentieth of the cells drawn anew from their column) and
independent.csv (columns shuffled apart) to FOLDER, where `rollcall audit` reads the same. Needs anonymeter 1.1.0, which asks
for numpy below 1.27, so an environment of its own.
"""

import csv
import os
import random
import sys
import time
import warnings

import anonymeter.evaluators as evaluators
import numpy
import pandas

NAMES = (
    "age workclass fnlwgt education education_num marital_status occupation relationship race sex "
    "capital_gain capital_loss hours_per_week native_country income").split()
SECRETS = ["income", "education_num", "hours_per_week"]
SEED = 7


def records(path):
    with open(path) as lines:
        rows = [[cell.strip().rstrip(".") for cell in line.split(",")] for line in lines]
    return [row for row in rows if len(row) == len(NAMES)]


def tables(adult):
    """Members, hold-out and two releases."""
    generator = random.Random(SEED)
    members = records(f"{adult}/adult.data")
    columns = list(zip(*members))
    changed = [
        [generator.choice(columns[place]) if generator.random() < 0.05 else cell
         for place, cell in enumerate(row)] for row in members]
    shuffled = [generator.sample(column, len(column)) for column in columns]
    return {
        "members": members, "holdout": records(f"{adult}/adult.test"), "changed": changed,
        "independent": list(zip(*shuffled))}


def written(rows, path):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([NAMES, *rows])
    # "?" stays a level of its own.
    return pandas.read_csv(path, keep_default_na=False)


def shown(name, evaluator, start):
    seconds = time.perf_counter() - start
    result = evaluator.results()
    counts = zip(
        (result.n_success, result.n_control, result.n_baseline),
        (result.n_attacks_ori, result.n_attacks_control, result.n_attacks_baseline))
    rates = ", ".join(f"{success / attempts:.4f}" for success, attempts in counts)
    try:
        risk = result.risk()
        text = f"{risk.value:.4f} [{risk.ci[0]:.4f}, {risk.ci[1]:.4f}]"
    except ZeroDivisionError:
        text = "none"
    print(f"  {name}: main, control, naive {rates}; risk {text}; {seconds:.1f} s", flush=True)


def attack(members, hold_out, release, attempts):
    common = {"ori": members, "syn": release, "control": hold_out, "n_attacks": attempts}
    for mode in ("univariate", "multivariate"):
        start = time.perf_counter()
        attack = evaluators.SinglingOutEvaluator(**common, n_cols=3, seed=SEED)
        shown(f"singling out, {mode}", attack.evaluate(mode=mode), start)
    start = time.perf_counter()
    linking = evaluators.LinkabilityEvaluator(
        **common, aux_cols=(NAMES[:7], NAMES[7:]), n_neighbors=1)
    shown("linkability", linking.evaluate(n_jobs=-1), start)
    for secret in SECRETS:
        start = time.perf_counter()
        known = [name for name in NAMES if name != secret]
        inference = evaluators.InferenceEvaluator(
            **common, aux_cols=known, secret=secret, regression=secret != "income")
        shown(f"inference of {secret}", inference.evaluate(n_jobs=-1), start)


def main(folder, attempts=2000):
    warnings.simplefilter("ignore")
    numpy.random.seed(SEED)
    sets = {
        name: written(rows, f"{folder}/{name}.csv")
        for name, rows in tables(f"{os.environ['ROLLCALL_DATA']}/adult").items()}
    for name in ("changed", "independent"):
        print(f"{name}, {attempts} attempts")
        attack(sets["members"], sets["holdout"], sets[name], attempts)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
