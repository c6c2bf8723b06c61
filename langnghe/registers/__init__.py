"""What staff bring in: kinds, Excel templates, row checks. Each kind is one TOML file."""

from langnghe.registers.kinds import KINDS, Kind

__all__ = ["KINDS", "Kind"]
