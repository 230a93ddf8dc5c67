"""The two mixed-type tables that ours and the peers read, as data frames."""

import numpy
import pandas


def frame(folder, name, numbers, categories):
    """Numbers in double precision and categories as text, row after row in two files."""
    values = numpy.fromfile(f"{folder}/{name}-numbers", dtype="<f8").reshape(-1, numbers)
    codes = numpy.fromfile(f"{folder}/{name}-codes", dtype="<i4").reshape(-1, categories)
    columns = {f"n{column}": values[:, column] for column in range(numbers)}
    for column in range(categories):
        columns[f"c{column}"] = [f"level {code}" for code in codes[:, column]]
    return pandas.DataFrame(columns)
