"""The doctor: looks at everything an operator has set, and says of each what is good and what to do.

A program of its own (`python -m contest.doctor`, which `flask doctor` starts): it speaks to mail and name servers,
and what the web process loads never does.
"""
