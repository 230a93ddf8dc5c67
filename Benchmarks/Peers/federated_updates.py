"""The server's updates of FairFed and FedFB on small examples, written out by the papers' formulas with numpy.

Usage: python federated_updates.py. Prints FairFed's shares and FedFB's factors after each round; FederatedServerTests.swift holds the same
examples and asks for the same numbers to 1e-12.
"""

import numpy


def fairfed(sizes, positive, right, shares, beta):
    """A step of algorithm 1 of Ezzeldin and others (2023) for two groups, or for the pair of groups that is furthest apart.

    sizes and positive are clients x groups, right is one count for each client.
    """
    rates = [[None if n == 0 else p / n for p, n in zip(*row)] for row in zip(positive, sizes)]
    overall = positive.sum(0) / sizes.sum(0)
    accuracy = right.sum() / sizes.sum()
    deltas = []
    for client, own in enumerate(rates):
        if None in own:
            deltas.append(abs(right[client] / sizes[client].sum() - accuracy))
            continue
        deltas.append(max(
            abs((overall[a] - overall[b]) - (own[a] - own[b])) for a in range(len(own)) for b in range(len(own))))
    moved = [share - beta * (delta - sum(deltas) / len(deltas)) for share, delta in zip(shares, deltas)]
    return [share / sum(moved) for share in moved]


def fedfb(m, losses, lambdas, alpha, t):
    """One step of the factors by F; m, losses and lambdas are groups x labels, group 0 is compared with the others."""
    n, size = m.sum(), m.sum(1)
    moved = lambdas.copy()
    total = 0.0
    for z in range(1, len(m)):
        f = (
            -losses[0, 0] / size[0] + losses[0, 1] / size[0] + losses[z, 0] / size[z] - losses[z, 1] / size[z]
            + m[0, 0] / size[0] - m[z, 0] / size[z])
        total += f
        moved[z, 0] = lambdas[z, 0] + alpha / t**0.5 * f
    moved[0, 0] = lambdas[0, 0] - alpha / t**0.5 * total
    for z in range(len(m)):
        moved[z, 0] = min(max(moved[z, 0], 0), 2 * size[z] / n)
        moved[z, 1] = 2 * size[z] / n - moved[z, 0]
    return moved


def main():
    for groups, rounds in (
            (2, [
                ([[30, 20], [10, 40], [25, 25]], [[20, 5], [7, 12], [10, 14]], [35, 38, 29]),
                ([[30, 20], [10, 40], [25, 25]], [[18, 9], [4, 15], [13, 11]], [36, 33, 31]),
                ([[30, 20], [10, 40], [25, 25]], [[15, 11], [5, 17], [12, 12]], [34, 31, 33])]),
            (3, [
                ([[30, 20, 5], [10, 40, 0], [25, 25, 10]], [[20, 5, 4], [7, 12, 0], [10, 14, 2]], [35, 38, 29]),
                ([[30, 20, 5], [10, 40, 0], [25, 25, 10]], [[18, 9, 1], [4, 15, 0], [13, 11, 7]], [41, 33, 40])])):
        first = numpy.array(rounds[0][0], float)
        shares = list(first.sum(1) / first.sum())
        for sizes, positive, right in rounds:
            shares = fairfed(*(numpy.array(each, float) for each in (sizes, positive, right)), shares, 0.7)
            print(f"fairfed, {groups} groups:", ", ".join(repr(float(share)) for share in shares))
    m = numpy.array([[40, 60], [30, 10], [5, 15]], float)
    lambdas = numpy.repeat(m.sum(1, keepdims=True) / m.sum(), 2, 1)
    for t, losses in enumerate([
            [[30, 24], [12, 9], [4, 5]], [[24, 26], [14, 8], [3, 6]], [[20, 31], [25, 2], [2, 7]]], 1):
        lambdas = fedfb(m, numpy.array(losses, float), lambdas, 2, t)
        print("fedfb:", ", ".join(repr(float(value)) for value in lambdas.ravel()))
    weights = [m.sum() * lambdas[z, y] / m[z].sum() for z in range(3) for y in range(2)]
    print("weights:", ", ".join(repr(float(value)) for value in weights))
    clients = numpy.array([[[25, 20], [10, 5], [5, 0]], [[15, 40], [20, 5], [0, 15]]], float)
    sums = (clients.reshape(2, -1) * weights).sum(1)
    print("shares:", ", ".join(repr(float(value)) for value in sums / sums.sum()))


if __name__ == "__main__":
    main()
