"""The command line: one module a group of verbs; app.py puts them together."""
