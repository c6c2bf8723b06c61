"""Arrays kept in one .npz file: what the models that need no ONNX are shipped as."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray


def arrays(data: bytes) -> dict[str, NDArray[Any]]:
    """Return name → array of a .npz; a damaged one is a ValueError. Never unpickles."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(str(error)) from error
