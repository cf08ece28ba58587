"""Models of packs."""
