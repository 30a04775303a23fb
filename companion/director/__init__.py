"""A web page for staff on the same network: watch a show, and drive it."""

from companion.director.director import Director
from companion.director.door import Invitation, Person, Role
from companion.director.errors import DirectorError, OrderError
from companion.director.network import Address, addresses
from companion.director.port import Performance

__all__ = [
    "Address", "Director", "DirectorError", "Invitation", "OrderError", "Performance", "Person",
    "Role", "addresses",
]
