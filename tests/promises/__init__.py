"""What the product promises, what proves each promise, and one command that proves it again."""
