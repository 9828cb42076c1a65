"""What would be true on paper: standard library only, no database, no clock, no Flask."""
