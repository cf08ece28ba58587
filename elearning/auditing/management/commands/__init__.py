"""Commands: the log is tidied."""
