"""A script while it is written: the text with its undo, what is understood of it, its glass.

Pure: no screen, no files, no clock. The desk draws it.
"""

from companion.editing.adopting import adopt
from companion.editing.document import Document, Edit
from companion.editing.find import Query, count, find_all, find_next, replace_all
from companion.editing.galley import Galley, Overlong
from companion.editing.markup import toggle_direction, toggle_emphasis, toggle_heading
from companion.editing.outline import Part, outline, section_goal
from companion.editing.places import Places, place
from companion.editing.reading import Reading, read
from companion.editing.spoken import Said, said_in
from companion.editing.syntax import Kind, Mark, marks
from companion.editing.warnings import Warning, WarningKind, warnings

__all__ = [
    "Document", "Edit", "Galley", "Kind", "Mark", "Overlong", "Part", "Places", "Query", "Reading",
    "Said", "Warning", "WarningKind", "adopt", "count", "find_all", "find_next", "marks", "outline",
    "place", "read", "replace_all", "said_in", "section_goal", "toggle_direction",
    "toggle_emphasis", "toggle_heading", "warnings",
]
