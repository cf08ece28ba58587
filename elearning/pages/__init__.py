"""Home, help and the other plain pages."""
