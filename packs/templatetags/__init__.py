"""Template tags of packs."""
