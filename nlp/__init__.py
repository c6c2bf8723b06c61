"""Understand: normalise, classify, group. No network, no database; records in, records out."""
