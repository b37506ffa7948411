"""Reading YAML as plain data: no tags, no aliases, no key twice, and the line of each key known.

Plain words become values by the rules of YAML 1.2, which editors follow too: only `true` and
`false` are booleans, so `no` stays the text "no", and `1:1`, `0123` and dates stay text.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yaml.composer import Composer, ComposerError
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.plan.syntax import syntax_in_words

LARGEST_FILE = 1_000_000
KeyPath = tuple[str | int, ...]

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,29})")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A YAML file as plain data, with the line on which each key stands.

    Attributes:
        content: The data: mappings with text as keys, lists, text, numbers, booleans and nulls.
        lines: Key path: line, counted from 1.
        problems: Keys written twice or not text, one message each.
    """

    content: Any = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class _Composer(Reader, Scanner, Parser, Composer, BaseResolver):
    """YAML to nodes; what is more than plain data is refused, and nothing is ever constructed."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        mark = event.start_mark
        if self.check_event(AliasEvent):
            raise ComposerError(None, None, "found an alias", mark)
        if event.anchor is not None:
            raise ComposerError(None, None, "found an anchor", mark)
        if event.tag is not None:
            raise ComposerError(None, None, "found a tag", mark)
        return super().compose_node(parent, index)


def read_document(path: Path) -> Document:
    """Read a YAML file as plain data.

    Args:
        path: The file.

    Returns:
        Its content, the line of each key, and keys written twice.

    Raises:
        UserError: If the file is absent, too large, not UTF-8 or not YAML.
    """
    text = _text(path)
    document = Document()
    try:
        node = _Composer(text).get_single_node()
        content = _plain(node, (), document) if node is not None else None
    except MarkedYAMLError as error:
        raise UserError(f"{path}, {syntax_in_words(error)}") from None
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise UserError(
            f"{path}, line {line}: found the control character U+{ord(text[error.position]):04X}; "
            "allowed: printable text. Remove it, or restore the file from a copy."
        ) from None
    except RecursionError:
        raise UserError(
            f"{path}: found brackets or lists within one another hundreds deep; allowed: about "
            "six deep. Close the brackets."
        ) from None
    except YAMLError as error:
        raise UserError(f"{path}: not YAML: {str(error).splitlines()[0]}. Mend it.") from None
    return Document(content=content, lines=document.lines, problems=document.problems)


def hold_to_file(path: Path) -> None:
    """Stop when what stands at a path is no file: a folder, or a link that leads to none.

    Raises:
        UserError: If it is not a file; nothing is raised when nothing is there.
    """
    if path.is_file() or not (path.is_symlink() or path.exists()):
        return
    what = "a link that leads to no file" if path.is_symlink() else "a device or pipe"
    raise UserError(
        f"{path}: found {'a folder' if path.is_dir() else what}; allowed: a file. Put the file "
        "itself there."
    )


def _text(path: Path) -> str:
    hold_to_file(path)
    if not path.is_file():
        there = sorted(item.name for item in path.parent.glob(f"[!.]*{path.suffix}"))
        raise UserError(
            f"{path}: there is no such file; found in that folder: {', '.join(there) or 'none'}."
            f"{nearest(path.name, there)} Check the name of the study."
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}. Check its rights.") from None
    if len(data) > LARGEST_FILE:
        raise UserError(
            f"{path}: found {len(data)} bytes; allowed: at most {LARGEST_FILE}. Check that this is "
            "the right file."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError(
            f"{path}, line {line}: found text that is not UTF-8 (perhaps Latin-1 or UTF-16); "
            "allowed: UTF-8. Save the file as UTF-8."
        ) from None


def _plain(node: Node, path: KeyPath, document: Document) -> Any:  # noqa: ANN401
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, place), document) for place, item in enumerate(node.value)]
    if isinstance(node, MappingNode):
        return _mapping(node, path, document)
    quoted = isinstance(node, ScalarNode) and node.style
    return node.value if quoted else plain_value(node.value)


def _mapping(node: MappingNode, path: KeyPath, document: Document) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = key.value if isinstance(key, ScalarNode) else None
        where = f"line {line}, {'.'.join(map(str, (*path, name or ''))).rstrip('.') or 'the file'}"
        if name is None:
            document.problems.append(
                f"{where}: found a list or keys in the place of a key; allowed: text. Write the "
                "key as one word."
            )
        elif name in content:
            first = document.lines[(*path, name)]
            document.problems.append(
                f"{where}: found twice, first in line {first}; allowed: once. Remove one of them."
            )
        else:
            document.lines[(*path, name)] = line
            content[name] = _plain(value, (*path, name), document)
    return content


def plain_value(word: str) -> str | int | float | bool | None:
    """Return the value of a word that stands without quotes, by the rules of YAML 1.2."""
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(word):
        return int(word)
    if _NUMBER.fullmatch(word):
        return float(word)
    return float(word.replace(".", "")) if _NO_NUMBER.fullmatch(word) else word
