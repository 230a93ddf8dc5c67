"""Trains tanh perceptrons in PyTorch, each as a program of its own would train it."""

import pathlib
import time

from serve import missing, serve

try:
    import numpy
    import torch
except ImportError as error:
    missing(error)


class Trainer:
    """One shape's data and settings, and the models trained last."""

    def load(self, folder, widths, epochs, batch, rate, momentum, threads):
        torch.set_num_threads(threads)
        self.widths, self.epochs, self.batch = widths, epochs, batch
        self.rate, self.momentum = rate, momentum
        self.train_x, self.train_y = read(folder, "train", widths[0])
        self.test_x, self.test_y = read(folder, "test", widths[0])
        return {}

    def train(self, seeds):
        """Trains one model for each seed, one after the other, and keeps them."""
        start = time.process_time()
        self.models = [self.model(seed) for seed in seeds]
        return {"processorSeconds": time.process_time() - start}

    def model(self, seed):
        torch.manual_seed(seed)
        features, hidden, classes = self.widths
        model = torch.nn.Sequential(
            torch.nn.Linear(features, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, classes))
        optimizer = torch.optim.SGD(
            model.parameters(), lr=self.rate, momentum=self.momentum, fused=True)
        for _ in range(self.epochs):
            order = torch.randperm(len(self.train_y))
            for rows in order.split(self.batch):
                scores = model(self.train_x.index_select(0, rows))
                loss = torch.nn.functional.cross_entropy(
                    scores, self.train_y.index_select(0, rows))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        return model

    def accuracy(self):
        """Returns the share of test records that each of the models trained last gets right."""
        with torch.no_grad():
            right = [model(self.test_x).argmax(1) == self.test_y for model in self.models]
        return {"accuracies": [float(row.float().mean()) for row in right]}

    def memory(self, models):
        """Returns the peak of resident memory over training and keeping models, beyond the data."""
        before = resident("VmRSS")
        pathlib.Path("/proc/self/clear_refs").write_text("5")
        self.train(list(range(models)))
        return {"mebibytes": (resident("VmHWM") - before) / 1024}


def read(folder, part, features):
    x = numpy.fromfile(f"{folder}/{part}-features", dtype=numpy.uint8).reshape(-1, features)
    y = numpy.fromfile(f"{folder}/{part}-labels", dtype=numpy.uint8)
    return torch.from_numpy(x.astype(numpy.float32)), torch.from_numpy(y.astype(numpy.int64))


def resident(field):
    """Reads a line of /proc/self/status, in KiB."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def multiply(size, count):
    """Multiplies square matrices in single precision."""
    left, right = torch.rand(size, size), torch.rand(size, size)
    result = torch.empty(size, size)
    start = time.process_time()
    for _ in range(count):
        torch.mm(left, right, out=result)
    return {"processorSeconds": time.process_time() - start}


trainer = Trainer()
serve(
    {"PyTorch": torch.__version__, "numpy": numpy.__version__},
    {
        "load": trainer.load, "train": trainer.train, "accuracy": trainer.accuracy,
        "memory": trainer.memory, "multiply": multiply,
    })
