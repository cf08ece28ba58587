"""Offers and requests to collaborate: what, who, when, how credited, and a day after which they vanish from lists."""
