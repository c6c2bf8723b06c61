"""Fine-tune one encoder with a head for every task, distil it, blend it, ship it as ONNX int8."""
