"""The commands themselves, one a module."""
