"""A room as small as can be, with jobs that sleep, for the tests that run real processes."""
