"""What leaves the house: lease and commit, act outside, settle and commit."""
