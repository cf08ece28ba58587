"""Migrations of packs."""
