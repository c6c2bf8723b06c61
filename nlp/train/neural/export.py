"""From a trained net to one ONNX file in eight bits, and a check that it says the same."""

from __future__ import annotations

import io
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from nlp.classifiers.encoder import quiet_runtime
from nlp.train.neural.net import Net

OPSET = 17


def onnx_bytes(net: Net) -> bytes:
    """Return the net as ONNX in float32. Inputs ids, mask (texts × pieces), output scores."""
    net.eval()
    net.encoder.eval()  # the wrapper's eval() does not always reach a swapped-in encoder
    ids = torch.ones((2, 9), dtype=torch.long)
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own future
        torch.onnx.export(
            net, (ids, torch.ones_like(ids)), file, dynamo=False, opset_version=OPSET,
            input_names=["ids", "mask"], output_names=["scores"],
            dynamic_axes={n: {0: "texts", 1: "pieces"} for n in ("ids", "mask")}
            | {"scores": {0: "texts"}},
        )  # fmt: skip
    return file.getvalue()


def int8_bytes(full: bytes) -> bytes:
    """Return the same graph with weights and word embeddings in eight bits (dynamic quantisation)."""
    quiet_runtime()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "full.onnx"), Path(folder, "int8.onnx")
        before.write_bytes(full)
        quantize_dynamic(
            before, after, weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
            extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip
        return after.read_bytes()


def distance(before: NDArray[np.float32], after: NDArray[np.float32]) -> float:
    """Return the mean absolute difference of two score tables."""
    return float(np.abs(before - after).mean())
