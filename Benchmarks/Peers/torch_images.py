"""Trains image networks in PyTorch, channels last, as a program of its own would train them."""

import pathlib
import time

from serve import missing, serve

try:
    import torch
    from torch import nn
except ImportError as error:
    missing(error)


class Block(nn.Module):
    """Two convolutions and what came in."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


def resnet18(width):
    layers = [
        nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
    inputs = width
    for stage in range(4):
        for block in range(2):
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(Block(inputs, width << stage, stride))
            inputs = width << stage
    return nn.Sequential(*layers, nn.AvgPool2d(4), nn.Flatten(), nn.Linear(inputs, 10))


def two_convolutions():
    return nn.Sequential(
        nn.Conv2d(3, 64, 3, 1, 1), nn.MaxPool2d(3, 2), nn.Tanh(),
        nn.Conv2d(64, 64, 3, 1, 1), nn.MaxPool2d(3, 2), nn.Tanh(),
        nn.Flatten(), nn.Linear(64 * 49, 128), nn.Tanh(), nn.Linear(128, 10))


class Trainer:
    """One network, its images and its optimiser."""

    def load(self, model, images, batch, rate, momentum, threads):
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        network = two_convolutions() if model == "two-convolutions" else resnet18(int(model))
        self.batch = batch
        self.x = torch.rand(images, 3, 32, 32).contiguous(memory_format=torch.channels_last)
        self.y = torch.randint(0, 10, (images,))
        self.before = resident("VmRSS")
        self.network = network.to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(
            network.parameters(), lr=rate, momentum=momentum, fused=True)
        return {}

    def run(self, calls):
        """Passes over all images so many times; answers the seconds of one."""
        start = time.perf_counter()
        for _ in range(calls):
            for rows in torch.randperm(len(self.y)).split(self.batch):
                loss = nn.functional.cross_entropy(self.network(self.x[rows]), self.y[rows])
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
        return {"seconds": (time.perf_counter() - start) / calls}

    def memory(self):
        """Returns the peak of resident memory over two passes, beyond the data."""
        pathlib.Path("/proc/self/clear_refs").write_text("5")
        self.run(2)
        return {"mebibytes": (resident("VmHWM") - self.before) / 1024}


def resident(field):
    """Reads a line of /proc/self/status, in KiB."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


trainer = Trainer()
serve(
    {"PyTorch": torch.__version__},
    {"load": trainer.load, "run": trainer.run, "memory": trainer.memory})
