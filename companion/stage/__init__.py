"""A show on this machine, without a screen of its own: plan, glasses, ear, and what is seen of it.

Whoever shows it (the terminal, the desk, a page) looks at views and gives orders.
"""
