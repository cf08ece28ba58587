"""What editors see of a self-assessment: its preview, its publication, its way in and out as a file, its form on paper."""
