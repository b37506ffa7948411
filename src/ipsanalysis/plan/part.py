"""A part of a document that may be broken: what in it is well-formed can be read, the rest not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ipsanalysis.plan.document import KeyPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Keys and values at one place of a document.

    What is absent or of the wrong type is left out here: holding the document to its models
    reports it.

    Attributes:
        path: The place.
        content: The keys and values.
    """

    path: KeyPath
    content: Mapping[str, Any]

    def at(self, *keys: str | int) -> KeyPath:
        """Return the path of a place within this part."""
        return (*self.path, *keys)

    def text(self, key: str) -> str | None:
        """Return the text of a key."""
        value = self.content.get(key)
        return value if isinstance(value, str) else None

    def whole(self, key: str) -> int | None:
        """Return the whole number of a key."""
        value = self.content.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def part(self, key: str) -> "Part":
        """Return the part of a key, empty when there is none."""
        value = self.content.get(key)
        content = value if isinstance(value, Mapping) else {}
        return Part(path=self.at(key), content=content)

    def parts(self, key: str) -> list["Part"]:
        """Return the parts of a list of parts."""
        return [
            Part(path=self.at(key, index), content=item)
            for index, item in enumerate(self._list(key))
            if isinstance(item, Mapping)
        ]

    def texts(self, key: str) -> dict[KeyPath, str]:
        """Return the texts of a list or the keys of a mapping, by their paths."""
        value = self.content.get(key)
        if isinstance(value, Mapping):
            return {self.at(key, name): name for name in value}
        listed = enumerate(self._list(key))
        return {self.at(key, index): item for index, item in listed if isinstance(item, str)}

    def wholes(self, key: str) -> dict[KeyPath, int]:
        """Return the whole numbers of a key or of a list, by their paths."""
        single = self.whole(key)
        if single is not None:
            return {self.at(key): single}
        return {
            self.at(key, index): item
            for index, item in enumerate(self._list(key))
            if isinstance(item, int) and not isinstance(item, bool)
        }

    def ids(self, key: str) -> list[str] | None:
        """Return the ids of a list of parts, or None when any of them cannot be read."""
        value = self.content.get(key)
        ids = [item.get("id") if isinstance(item, Mapping) else None for item in self._list(key)]
        readable = isinstance(value, list) and all(isinstance(item, str) for item in ids)
        return [str(item) for item in ids] if readable else None

    def find(self, key: str, wanted: str | None) -> "Part | None":
        """Return the part of a list that has an id."""
        return next((item for item in self.parts(key) if item.text("id") == wanted), None)

    def _list(self, key: str) -> list[Any]:
        value = self.content.get(key)
        return value if isinstance(value, list) else []
