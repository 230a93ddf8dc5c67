"""Trains shadow models by a plan of rollcall.

python3 train.py            trains all models that have no file yet
python3 train.py 7 8 9      trains these

Fill in records(), train() and logits(): what stands there is an example with scikit-learn on records.npz.
Files appear under their final names when they are whole, so that the script can be stopped and started again.
"""
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / "models"


def records():
    """The features and classes of all records, in the order of the audit's data; classes from 0."""
    data = np.load(HERE / "records.npz")
    return data["x"], data["y"]


def train(x, y, seed):
    """Trains a model as the target was trained."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(max_iter=1000, random_state=seed).fit(x, y)


def logits(model, x):
    """Scores before the softmax, records x classes, in the order of the classes; log probabilities do as well."""
    return model.predict_log_proba(x)


def plan():
    """Which records each model gets, models x records, and the plan's number."""
@READER@


def main(wanted):
    keep, number = plan()
    OUT.mkdir(exist_ok=True)
    x, y = records()
    if len(x) != keep.shape[1] or len(y) != keep.shape[1]:
        sys.exit(f"{len(x)} records and {len(y)} classes where the plan has {keep.shape[1]} records")
    for model in wanted or range(len(keep)):
        path = OUT / f"shadow-{model:04d}.npz"
        if path.exists():
            continue
        scores = logits(train(x[keep[model]], y[keep[model]], seed=model), x)
        part = path.with_suffix(".part.npz")
        np.savez(part, logits=np.asarray(scores, dtype=np.float32), keep=keep[model], plan=[number])
        part.rename(path)
        print(f"model {model} is done", flush=True)


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]])
