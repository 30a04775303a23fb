"""The Desk without hands and eyes: for tests, pictures and benchmarks."""
