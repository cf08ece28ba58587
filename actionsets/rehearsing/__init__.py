"""Rehearses the whole journey with invented people: the demonstration, made through the same verbs that people use."""
