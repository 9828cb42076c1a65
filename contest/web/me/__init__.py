"""A participant's private pages: follow an idea, edit it, take it back, answer, leave."""
