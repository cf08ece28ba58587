"""The pages of practice stories: one’s own, other people’s, and those of whoever moderates them."""
