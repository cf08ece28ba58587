"""The platform: people, programmes, questions, and what they tell us."""
