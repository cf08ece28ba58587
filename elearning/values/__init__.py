"""The values exercise: what people bring, what good joint work had in it, and what one would see of it (DOMAIN 3.5)."""
