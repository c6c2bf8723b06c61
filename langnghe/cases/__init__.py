"""Alerts, cases and their clocks: pure rules from findings and events to what should happen."""
