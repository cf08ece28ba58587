"""Migrations of pages."""
