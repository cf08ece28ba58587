"""What lies below the address of each page of this room."""
