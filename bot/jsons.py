"""JSON at every tap: read and written by orjson, and by Python's own where orjson is too strict.

Half a surrogate pair, or a number of more than 64 bits, is no reason to refuse an update: it would
only be sent again.
"""

import json
from typing import Any

import orjson


def read(text: bytes | str) -> Any:  # noqa: ANN401 - whatever it says
    """Read JSON; raise ValueError or RecursionError for what is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def written(value: object) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value).encode()
