"""What an operator does with an installation: copies it, puts a copy back, and moves it to another database."""
