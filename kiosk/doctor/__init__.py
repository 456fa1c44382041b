"""What is configured, found and answering, and what to do about the rest: on one screen, without moving anything."""
