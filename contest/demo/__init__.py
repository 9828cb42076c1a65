"""The living demo campaign: past rows, only in development and only into a database without campaigns.

It writes what has already happened, so nothing is mailed. Texts, entries and pictures are files beside the code.
"""
