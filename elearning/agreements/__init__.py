"""Partnership agreements: written by two sides section by section, commented on, agreed by name, looked at again."""
