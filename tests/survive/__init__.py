"""Real processes that are killed, starved and restarted while people work: what was acknowledged is there afterwards.

`make survive` runs every check on both databases and writes a table; `make survive ONLY=R01` one of them. Everything stands on
this machine's loopback, in a folder and a PostgreSQL cluster of its own.
"""
