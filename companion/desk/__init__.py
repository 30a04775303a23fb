"""The Desk: the app of speakers and staff, on laptop and phone.

Only this package imports Kivy, and only when a window is to be opened: importing
`companion.desk` opens none.
"""
