"""Detectors of the unusual: pure functions from counts to probabilities. numpy and scipy only."""
