"""An invented estate: its site, its people, its keys and rules, and years of movements; the same for the same seed."""
