"""Puts documents on paper: HTML in, tagged PDF out, made by a process of its own."""
