"""The rehearsal of fair play: an honest public, some attacks, and what the rules see of both.

`public` and `attacks` plan votes without a database; `running` writes them into an empty one and looks on.
"""
