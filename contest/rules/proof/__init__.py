"""The public log of a vote: what its lines say, how they are hashed into one tree, how its head is written.

leaves   a line for each ballot, each change of one, ideas that were joined, and the close
trees    the Merkle tree over the lines, kept in tiles, and the proof that a line is in it
notes    the head of the tree as a signed note
"""
