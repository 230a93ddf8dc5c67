"""The least of Gower's distances with the package gower."""

import importlib.metadata
import time

from serve import missing, serve

try:
    import gower
    from mixed_table import frame
except ImportError as error:
    missing(error)


class Distances:
    """Two tables and the least distances found last."""

    def load(self, folder, numbers, categories):
        self.queries = frame(folder, "queries", numbers, categories)
        self.records = frame(folder, "records", numbers, categories)
        return {}

    def find(self):
        """Returns the seconds of one matrix and its least column."""
        start = time.perf_counter()
        self.least = gower.gower_matrix(self.queries, self.records).min(axis=1)
        return {"seconds": time.perf_counter() - start}

    def distances(self):
        return {"distances": self.least.astype(float).tolist()}


distances = Distances()
serve(
    {"gower": importlib.metadata.version("gower")},
    {"load": distances.load, "find": distances.find, "distances": distances.distances})
