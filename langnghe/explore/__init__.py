"""What the notebooks stand on: open the office's snapshot, ask it, draw in the house's style.

from langnghe import explore

explore.use_theme()
kho = explore.open()
"""

from __future__ import annotations

from langnghe.explore.estimate import Estimate, Share, kappa, model_of, net, pick_share, shares
from langnghe.explore.office import folder, moment, open, span  # noqa: A004 - read as explore.open
from langnghe.explore.show import Table, Words, pick, say, table
from langnghe.explore.theme import intervals, lay_out, months, scale_of, stretch, use_theme

__all__ = [
    "Estimate", "Share", "Table", "Words", "folder", "intervals", "kappa", "lay_out", "model_of", "moment", "months",
    "net", "open", "pick", "pick_share", "say", "scale_of", "shares", "span", "stretch", "table", "use_theme",
]  # fmt: skip
