"""Migrations of actionsets."""
