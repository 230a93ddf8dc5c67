"""Builds graphs with random weights and runs them by ONNX Runtime in Python."""

import glob
import os
import time

from serve import missing, serve

try:
    import numpy as np
    import onnx
    import onnxruntime
    from onnx import helper, numpy_helper
except ImportError as error:
    missing(error)


class Runner:
    """One graph with its records."""

    def build(self, kind, folder, records, threads):
        """Writes a graph and returns its path, the runtime's library and the classes' scores of the first record."""
        random = np.random.default_rng(1)

        def constant(name, *shape):
            values = random.normal(size=shape) / max(1, np.prod(shape[:-1])) ** 0.5
            return numpy_helper.from_array(values.astype(np.float32), name)

        if kind == "table":
            shape = [108]
            constants = [constant("w1", 108, 256), constant("w2", 256, 2)]
            nodes = [helper.make_node("MatMul", ["x", "w1"], ["h"]), helper.make_node("Relu", ["h"], ["r"]),
                     helper.make_node("MatMul", ["r", "w2"], ["y"])]
        else:
            shape = [3, 32, 32]
            constants = [numpy_helper.from_array(random.normal(size=size).astype(np.float32) / 9, name) for name, size in
                         [("c1", (32, 3, 3, 3)), ("c2", (32, 32, 3, 3)), ("c3", (64, 32, 3, 3))]] + [constant("w", 64, 2)]
            nodes, last = [], "x"
            for number, stride in [(1, 1), (2, 2), (3, 2)]:
                nodes += [helper.make_node("Conv", [last, f"c{number}"], [f"a{number}"], kernel_shape=[3, 3],
                                           pads=[1, 1, 1, 1], strides=[stride, stride]),
                          helper.make_node("Relu", [f"a{number}"], [f"r{number}"])]
                last = f"r{number}"
            nodes += [helper.make_node("GlobalAveragePool", [last], ["g"]), helper.make_node("Flatten", ["g"], ["f"]),
                      helper.make_node("MatMul", ["f", "w"], ["y"])]
        ports = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n"] + rest)
                 for name, rest in [("x", shape), ("y", [2])]]
        graph = helper.make_graph(nodes, kind, ports[:1], ports[1:], constants)
        path = f"{folder}/{kind}.onnx"
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        width = int(np.prod(shape))
        values = np.fromfile(f"{folder}/{kind}.records", dtype=np.float32).reshape(records, width)
        if kind == "images":
            values = values.reshape(records, 32, 32, 3).transpose(0, 3, 1, 2)
        self.records = np.ascontiguousarray(values.reshape([records] + shape))
        library = glob.glob(os.path.dirname(onnxruntime.__file__) + "/capi/libonnxruntime.so.*")[0]
        return {"path": path, "library": library, "scores": self.session.run(None, {"x": self.records[:1]})[0][0].tolist()}

    def run(self, calls):
        """Returns the seconds of one pass over all records in batches of 256."""
        start = time.perf_counter()
        for _ in range(calls):
            for first in range(0, len(self.records), 256):
                self.session.run(None, {"x": self.records[first:first + 256]})
        return {"seconds": (time.perf_counter() - start) / calls}


runner = Runner()
serve({"onnxruntime": onnxruntime.__version__}, {"build": runner.build, "run": runner.run})
