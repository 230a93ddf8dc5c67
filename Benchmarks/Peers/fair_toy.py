"""Fair synthetic sets of the toy population by a plain algorithm: sequential quadratic programming over the points by enumeration.

Usage: python fair_toy.py [DRAWS], needs numpy. For each steepness of the ramp and each bound on the disparate impact prints the union's
ratio and accuracy on 20,000 fresh records: means over the draws 1 to DRAWS (20) and over the first five, the standard deviation over
draws, and the ratio of each draw. Records and starting points come from the random numbers of Tests/BilevelTests/ToyClients.swift. The
algorithm shares nothing with the package's: each step begins at the same length, the radius is fixed, and steps end where none is accepted.
"""

import sys

import numpy

POINTS, RIDGE, STEPS, LENGTH, RADIUS, SHRINKAGE = 200, 0.05, 200, 50.0, 2.0, 0.5
ROUNDING = 1e-4


def uniforms(seed, label, count):
    """The first numbers from 0 to 1 of a stream of Philox4x32-10, keyed by the seed, whose counter ends in a hash of the label."""
    stream = 0xCBF29CE484222325
    for byte in label.encode():
        stream = (stream ^ byte) * 0x100000001B3 % 2**64
    mask, multipliers, weyl = 0xFFFFFFFF, (0xD2511F53, 0xCD9E8D57), (0x9E3779B9, 0xBB67AE85)
    blocks = numpy.arange((count + 1) // 2, dtype=numpy.uint64)
    words = [blocks & mask, blocks >> 32] + [
        numpy.full(len(blocks), value, numpy.uint64) for value in (stream & mask, stream >> 32)]
    keys = [seed & mask, seed >> 32]
    for _ in range(10):
        first = words[0] * numpy.uint64(multipliers[0])
        second = words[2] * numpy.uint64(multipliers[1])
        words = [
            (second >> 32) ^ words[1] ^ numpy.uint64(keys[0]), second & mask,
            (first >> 32) ^ words[3] ^ numpy.uint64(keys[1]), first & mask]
        keys = [(key + step) & mask for key, step in zip(keys, weyl)]
    outputs = numpy.stack([words[1] << 32 | words[0], words[3] << 32 | words[2]], 1).ravel()
    return (outputs[:count] >> 11) * 2.0**-53


def normals(pairs):
    """Box and Muller's transform, each number from two of the last axis."""
    return numpy.sqrt(-2 * numpy.log(1 - pairs[..., 0::2])) * numpy.cos(2 * numpy.pi * pairs[..., 1::2])


def population(count, seed):
    """Records with an intercept, labels and groups."""
    draws = uniforms(seed, "toy clients", 14 * count).reshape(count, 14)
    group = (draws[:, 0] < 0.5).astype(int)
    x = normals(draws[:, 1:13])
    x[:, 0] += 0.8 * (2 * group - 1)
    x[:, 1] += 0.6 * (2 * group - 1)
    score = x[:, :4] @ [1.2, 0.8, -0.9, 0.5] + 0.8 * (group - 0.5)
    label = (draws[:, 13] < 1 / (1 + numpy.exp(-score))).astype(int)
    return numpy.hstack([x, numpy.ones((count, 1))]), label, group


def clients(records):
    """Three clients: 20, 40 and 40 % of group 0, half, 30 and 20 % of group 1."""
    rows = [[], [], []]
    for group, shares in enumerate([[0.2, 0.4, 0.4], [0.5, 0.3, 0.2]]):
        own = numpy.flatnonzero(records[2] == group)
        ends = [int(shares[0] * len(own)), int(shares[0] * len(own)) + int(shares[1] * len(own))]
        for client, part in enumerate(numpy.split(own, ends)):
            rows[client] += list(part)
    return [tuple(part[client] for part in records) for client in rows]


def sigmoid(t):
    return 1 / (1 + numpy.exp(-t))


def inner(x, y, start):
    """Newton's method for ridge logistic regression; returns the model and the Hessian."""
    def objective(w):
        return numpy.mean(numpy.logaddexp(0, x @ w) - y * (x @ w)) + RIDGE / 2 * w @ w

    w = start
    for _ in range(100):
        q = sigmoid(x @ w)
        hessian = (x.T * (q * (1 - q))) @ x / len(x) + RIDGE * numpy.eye(x.shape[1])
        gradient = x.T @ (q - y) / len(x) + RIDGE * w
        if numpy.abs(gradient).max() < 1e-12:
            break
        step, length = numpy.linalg.solve(hessian, gradient), 1.0
        while objective(w - length * step) > objective(w) + 1e-14 and length > 1e-6:
            length /= 2
        w = w - length * step
    return w, hessian


def ramp(t, steepness):
    """The smoothed clip and its slope by the score."""
    p = sigmoid(t)
    a = steepness * (p - 0.5) + 0.5
    u = (a + numpy.sqrt(a**2 + ROUNDING)) / 2
    value = 1 - (1 - u + numpy.sqrt((1 - u)**2 + ROUNDING)) / 2
    slope = (1 + (1 - u) / numpy.sqrt((1 - u)**2 + ROUNDING)) / 2 * (1 + a / numpy.sqrt(a**2 + ROUNDING)) / 2
    return value, slope * steepness * p * (1 - p)


def outer(client, w, steepness, bound):
    """Loss and both constraints at a model, which are at most 0 where they hold, and their gradients."""
    x, y, group = client
    t = x @ w
    value, slope = ramp(t, steepness)
    rates = [value[group == g].mean() for g in (0, 1)]
    slopes = [slope[group == g] @ x[group == g] / (group == g).sum() for g in (0, 1)]
    loss = numpy.mean(numpy.logaddexp(0, t) - y * t)
    return (
        loss, numpy.array([bound * rates[0] - rates[1], bound * rates[1] - rates[0]]),
        x.T @ (sigmoid(t) - y) / len(x),
        numpy.array([bound * slopes[0] - slopes[1], bound * slopes[1] - slopes[0]]))


def through(x, y, w, hessian, gradient):
    """The derivative by the points' coordinates of a function of the inner model, the intercept held."""
    p = numpy.linalg.solve(hessian, gradient)
    q = sigmoid(x @ w)
    result = -(numpy.outer(q - y, p) + numpy.outer(q * (1 - q) * (x @ p), w)) / len(x)
    result[:, -1] = 0
    return result.ravel()


def direction(a, b, c, length):
    """The least of a.d + |d|^2 / 2 length with c + b d <= 0, by trying all sets of active constraints; its multipliers."""
    best = None
    for active in ([], [0], [1], [0, 1]):
        multipliers = numpy.zeros(2)
        if active:
            rows = b[active]
            multipliers[active] = numpy.linalg.lstsq(
                length * rows @ rows.T, c[active] - length * rows @ a, rcond=None)[0]
        step = -length * (a + b.T @ multipliers)
        if (multipliers >= -1e-12).all() and (c + b @ step <= 1e-9).all():
            value = a @ step + step @ step / (2 * length)
            if best is None or value < best[0]:
                best = (value, step, multipliers)
    return best[1:] if best else (-length * a, numpy.zeros(2))


def fair_set(client, start, steepness, bound):
    """A client's points and labels, and how many steps were taken."""
    x = numpy.hstack([start, numpy.ones((len(start), 1))])
    y = (numpy.arange(len(x)) < len(x) // 2).astype(float)
    w, hessian = inner(x, y, numpy.zeros(x.shape[1]))
    penalty = 1.0
    for taken in range(STEPS):
        loss, c, loss_slope, c_slope = outer(client, w, steepness, bound)
        a = through(x, y, w, hessian, loss_slope)
        b = numpy.array([through(x, y, w, hessian, row) for row in c_slope])
        length = LENGTH
        for _ in range(10):
            d, multipliers = direction(a, b, c, length)
            if numpy.linalg.norm(d) > RADIUS:
                d *= RADIUS / numpy.linalg.norm(d)
            penalty = max(penalty, 1.5 * numpy.abs(multipliers).max())
            moved = x + d.reshape(x.shape)
            reached, curvature = inner(moved, y, w)
            after, violated = outer(client, reached, steepness, bound)[:2]
            if after + penalty * numpy.maximum(violated, 0).sum() <= (
                    loss + penalty * numpy.maximum(c, 0).sum() - 1e-6 * (d @ d) / length):
                break
            length *= SHRINKAGE
        else:
            return x, y, taken
        x, w, hessian = moved, reached, curvature
    return x, y, STEPS


def union(draw, steepness, bound, start, test):
    """The union's ratio and accuracy on the test records, and each client's steps."""
    sets = [fair_set(client, start, steepness, bound) for client in clients(population(3000, draw))]
    x, y = (numpy.concatenate([own[place] for own in sets]) for place in (0, 1))
    w, _ = inner(x, y, numpy.zeros(x.shape[1]))
    decided = test[0] @ w > 0
    rates = [decided[test[2] == g].mean() for g in (0, 1)]
    return min(rates) / max(rates), (decided == test[1]).mean(), [own[2] for own in sets]


def main():
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    start = normals(uniforms(1, "start", 12 * POINTS).reshape(POINTS, 12))
    test = population(20_000, 100)
    print(f"numpy {numpy.__version__}, shrinkage {SHRINKAGE}, {draws} draws")
    for steepness in (4, 20, 50):
        for bound in (0.5, 0.8):
            found = [union(draw, steepness, bound, start, test) for draw in range(1, draws + 1)]
            ratios, accuracies = (numpy.array([each[place] for each in found]) for place in (0, 1))
            print(
                f"steepness {steepness} bound {bound}: ratio {ratios.mean():.4f}, of five {ratios[:5].mean():.4f}, deviation "
                f"{ratios.std():.4f}, accuracy {accuracies.mean():.4f}, of five {accuracies[:5].mean():.4f}, steps "
                f"{numpy.mean([each[2] for each in found]):.0f}\n  " + " ".join(f"{ratio:.3f}" for ratio in ratios), flush=True)


if __name__ == "__main__":
    main()
