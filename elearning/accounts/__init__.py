"""People and organisations: who signs in, and how."""
