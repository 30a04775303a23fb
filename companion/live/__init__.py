"""The operator's view in a terminal, and the keys pressed there."""
