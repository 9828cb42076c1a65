"""Backups: a folder that holds the database as of one moment, the pictures and a manifest, and the way back.

`saving.save` makes one while everything runs; `restoring.restore` checks it, builds beside what is there and then
takes its place; `erased` destroys again what was destroyed since. `postgresql` speaks to the tools of its client.
"""
