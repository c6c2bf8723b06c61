"""The questions of the appendix and the targets of the plan, a TOML file a criterion."""
