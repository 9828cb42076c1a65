"""The map of the house: floors below, doors above.

settings, clock, vault, db    what everything stands on: settings, time, secrets, the database
rules/                        what would be true on paper: standard library only
words/                        phrases, dates and letters by language
models/                       tables, one noun a file
queries/                      reads, named for the question they answer
services/                     acts: one public function is one transaction
services/deliveries/          what leaves the house: lease, act outside, settle
outside/                      thin faces of the world beyond: mail, images, cards
web/                          the doors, one for each kind of visitor; Flask lives here and nowhere below
worker                        what runs without a person waiting
doctor/                       a program that looks at everything an operator has set
demo/                         the living demo campaign
backups/                      a folder that holds everything as of one moment, and the way back
cli/                          `flask` commands
app                           joins it all

The same noun names the file on every floor, so `ls contest/*/ballots.py contest/web/*/ballots.py` is the whole
of a feature. `tests/test_house.py` holds the walls.
"""
