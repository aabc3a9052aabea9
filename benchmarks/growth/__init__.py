"""How cost grows with the number of operations."""

TITLE = "Growth"
