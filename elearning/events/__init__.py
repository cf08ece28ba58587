"""Learning events: further days of a programme, run by practitioners, with an agenda, questions, contributions and takeaways."""
