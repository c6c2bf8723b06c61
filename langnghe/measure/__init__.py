"""The statistics behind the criteria: pure functions from counted rows to figures."""
