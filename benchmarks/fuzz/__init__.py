"""Hostile inputs by the ten thousand for everything that reads what strangers wrote."""
