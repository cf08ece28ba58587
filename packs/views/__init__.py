"""Screens of packs."""
