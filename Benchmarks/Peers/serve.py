"""Answers one JSON request a line with one JSON answer a line."""

import json
import sys


def serve(versions, operations):
    """Announces the versions, then applies the operation that each request names."""
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        answer = operations[request.pop("operation")](**request)
        print(json.dumps(answer), flush=True)


def missing(error):
    """Announces that the peer is not installed."""
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit(0)
