"""What the Desk costs, beside an empty Kivy app: python -m tools.bench.desk"""
