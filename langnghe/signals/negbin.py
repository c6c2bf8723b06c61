"""Negative binomial with mean and dispersion φ (variance = mean + φ·mean²): tails, likelihoods."""

from __future__ import annotations

import numpy as np

from langnghe.signals.panel import Array

LEAST_MEAN = 1e-3
LEAST_DISPERSION = 1e-3  # Poisson to three digits, and no division by zero


def upper_tail(count: Array, mean: Array, dispersion: Array) -> Array:
    """Return P(Y ≥ count); NaN where any is NaN. Counts need not be whole."""
    from scipy.special import betainc

    size = 1 / np.maximum(dispersion, LEAST_DISPERSION)
    mean = np.maximum(mean, LEAST_MEAN)
    share = mean / (size + mean)
    whole = np.ceil(count - 1e-9)
    tail = betainc(np.maximum(whole, 1e-9), size, share)
    known = 0 * (count + mean)  # NaN stays NaN
    return np.asarray(np.where(whole <= 0, 1.0, np.clip(tail, 1e-300, 1.0)) + known)


def log_ratio(count: Array, mean: Array, dispersion: Array, added: Array) -> Array:
    """Return log P(count | mean + added) − log P(count | mean), both of the same dispersion.

    Linear in the count, so more items are never less evidence, however many they are.
    """
    mean = np.maximum(mean, LEAST_MEAN)
    size = 1 / np.maximum(dispersion, LEAST_DISPERSION)
    raised = mean + added
    by_size = np.log((size + raised) / (size + mean))
    return np.asarray(count * (np.log(raised / mean) - by_size) - size * by_size)
