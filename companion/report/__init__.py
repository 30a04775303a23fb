"""What really happened in a show: its log, and the judgement from pixels and true word times."""
