"""Detectors on made counts whose truth is known."""
