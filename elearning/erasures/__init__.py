"""Erasing people: asked for, waited for, carried out step by step, and proved (DOMAIN 7.5, TRUST P03 to P05)."""
