"""Files a new workspace starts from."""
