"""Learning packs: written by publishing organisations, read anywhere."""
