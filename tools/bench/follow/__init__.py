"""How well the follower follows: `python -m tools.bench.follow`."""
