"""CONDUCT. The only place where stages meet, and the only importer of Prefect."""
