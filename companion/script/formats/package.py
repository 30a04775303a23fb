"""Office files are zip archives of XML: opening them without being harmed by them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from ..errors import ScriptError

LARGEST_PART = 20_000_000  # bytes of one XML part: a talk of 100,000 words has about ten million
LARGEST_SUM = 100_000_000  # bytes of all parts read
_RATIO = 400  # unpacked to packed; XML reaches 20 to 60, a bomb 1,000
_RATIO_FROM = 1_000_000  # bytes from which the ratio matters
_MOST_PARTS = 20_000

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of a .docx or .pptx. Raises ScriptError for whatever cannot be read safely."""

    def __init__(self, data: bytes, name: str) -> None:
        """data: the file; name: the file's, for messages."""
        self._name = name
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, struct.error) as error:
            raise self.broken() from error
        if len(self._zip.infolist()) > _MOST_PARTS:
            raise self._suspicious()
        if any(part.flag_bits & 1 for part in self._zip.infolist()):
            raise ScriptError(
                f"{name} is locked with a password. Open it, remove the password, save it again."
            )

    def broken(self) -> ScriptError:
        """The error for a file that is cut off or damaged."""
        return ScriptError(
            f"{self._name} is damaged and cannot be opened. Open it in Office and save it again, "
            "or copy the file once more."
        )

    def _suspicious(self) -> ScriptError:
        return ScriptError(
            f"{self._name} unpacks to far more than a script can hold and was not opened. "
            "Copy its text into a new file."
        )

    def __contains__(self, part: str) -> bool:
        return part in self._zip.NameToInfo

    def xml(self, part: str) -> Element:
        """The root element of an XML part."""
        try:
            info = self._zip.getinfo(part)
        except KeyError as error:
            raise self.broken() from error
        size = info.file_size
        self._read += size
        bomb = size > _RATIO_FROM and size > _RATIO * max(1, info.compress_size)
        if size > LARGEST_PART or self._read > LARGEST_SUM or bomb:
            raise self._suspicious()
        try:
            with self._zip.open(info) as stream:
                data = stream.read(size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
                RuntimeError) as error:
            raise self.broken() from error
        try:
            root: Element = fromstring(data, forbid_dtd=True)
        except DefusedXmlException as error:
            raise self._suspicious() from error
        except (ParseError, ValueError, LookupError) as error:
            raise self.broken() from error
        return root

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part: id -> (last word of the type, path of the target)."""
        folder, _, file = part.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        if relations not in self:
            return {}
        found = {}
        for item in self.xml(relations).iter(_RELATIONSHIPS):
            target = item.get("Target", "")
            kind = item.get("Type", "").rpartition("/")[2]
            found[item.get("Id", "")] = (kind, _resolve(folder, target))
        return found


def _resolve(folder: str, target: str) -> str:
    """Path of a target given from `folder`; a leading slash means the root."""
    if target.startswith("/"):
        return target[1:]
    steps: list[str] = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)
