"""The controls of the Desk, in one look; all can be operated by touch, mouse and keyboard."""

from companion.desk.text import provider

provider.install()  # before Kivy's own widgets are imported: they take their labels from it

# ruff: noqa: E402
from companion.desk.widgets.badge import Badge, Meter
from companion.desk.widgets.button import Button
from companion.desk.widgets.card import Card, Column, Page, Row, Scroll
from companion.desk.widgets.choice import Choice, Menu
from companion.desk.widgets.field import Field
from companion.desk.widgets.glass import Glass
from companion.desk.widgets.icon import Icon
from companion.desk.widgets.list import List
from companion.desk.widgets.progress import Bar, Progress
from companion.desk.widgets.screen import Screen
from companion.desk.widgets.sheet import Sheet, ask
from companion.desk.widgets.slider import Slider
from companion.desk.widgets.text import Fitted, Text
from companion.desk.widgets.toast import Toast
from companion.desk.widgets.toggle import Toggle

__all__ = [
    "Badge", "Bar", "Button", "Card", "Choice", "Column", "Field", "Fitted", "Glass", "Icon",
    "List", "Menu", "Meter", "Page", "Progress", "Row", "Screen", "Scroll", "Sheet", "Slider",
    "Text", "Toast", "Toggle", "ask",
]
