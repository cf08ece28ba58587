"""The doors below the addresses of this room's pages."""
