"""The doors below the address of the page on sets."""
