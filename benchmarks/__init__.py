"""Figures, as ratios taken side by side in one run: `make bench`. What each means: docs/performance.md."""
