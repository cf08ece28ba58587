"""Migrations of partnering."""
