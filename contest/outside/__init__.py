"""The world beyond: thin faces of libraries, no rules, no tables."""
