"""Finds nearest neighbours by brute force with scikit-learn."""

import time

from serve import missing, serve

try:
    import numpy
    import sklearn
    from sklearn.neighbors import NearestNeighbors
except ImportError as error:
    missing(error)


class Search:
    """Queries, records, and the neighbours found last."""

    def load(self, folder, columns):
        self.queries = read(folder, "queries", columns)
        self.records = read(folder, "records", columns)
        return {}

    def find(self, neighbors):
        """Returns the seconds of one search on all cores."""
        start = time.perf_counter()
        model = NearestNeighbors(n_neighbors=neighbors, algorithm="brute", n_jobs=-1)
        self.found = model.fit(self.records).kneighbors(self.queries, return_distance=False)
        return {"seconds": time.perf_counter() - start}

    def indexes(self):
        return {"indexes": self.found.ravel().tolist()}


def read(folder, name, columns):
    return numpy.fromfile(f"{folder}/{name}", dtype="<f4").reshape(-1, columns)


search = Search()
serve(
    {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    {"load": search.load, "find": search.find, "indexes": search.indexes})
