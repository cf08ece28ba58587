"""A room that only tests have: it reminds everybody there is."""
