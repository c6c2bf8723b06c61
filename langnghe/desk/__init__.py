"""The web desk: one calm place where the office reads, decides and records (docs/desk.md)."""
