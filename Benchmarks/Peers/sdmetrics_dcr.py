"""The distance to the closest record as SDMetrics computes it, with ranges of the reference set."""

import time

from serve import missing, serve

try:
    import sdmetrics
    from mixed_table import frame
    from sdmetrics.single_table.privacy.dcr_utils import calculate_dcr
except ImportError as error:
    missing(error)


class Distances:
    """Two tables and their metadata."""

    def load(self, folder, numbers, categories):
        self.queries = frame(folder, "queries", numbers, categories)
        self.records = frame(folder, "records", numbers, categories)
        kinds = {"n": "numerical", "c": "categorical"}
        self.metadata = {
            "columns": {name: {"sdtype": kinds[name[0]]} for name in self.queries.columns}}
        return {}

    def find(self):
        """Returns the seconds of one call."""
        start = time.perf_counter()
        self.least = calculate_dcr(self.queries, self.records, self.metadata)
        return {"seconds": time.perf_counter() - start}


distances = Distances()
serve(
    {"SDMetrics": sdmetrics.__version__}, {"load": distances.load, "find": distances.find})
