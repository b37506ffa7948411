"""What is wrong with the YAML of a file, in plain words."""

from yaml.error import MarkedYAMLError

_WORDS = (
    ("found character '\\t'", "found a tab; allowed: spaces. Indent with spaces"),
    ("found another document", "found a second document (---); allowed: one. Remove the rest"),
    (
        "mapping values are not allowed",
        'found ":" where it cannot stand. Put text that holds ": " in quotes, or mend the '
        "indentation",
    ),
    (
        "could not find expected ':'",
        'found a line without "key: value"; allowed: keys with values. Add the colon, or indent '
        "the line under its key",
    ),
    (
        "expected <block end>",
        "found a line that does not fit: its indentation is wrong, or a quote in it or above it "
        "is opened or closed in the wrong place. Indent it like its neighbours; check the quotes",
    ),
    (
        "expected '<document start>'",
        "found a line indented less than the first. Begin keys of the top level in column 1",
    ),
    ("expected ',' or ']'", "found no closing ]. Close the list, or add the comma"),
    ("expected ',' or '}'", "found no closing }. Close the brackets, or add the comma"),
    ("unexpected end of stream", "found the end of the file inside quotes. Close the quotes"),
    (
        "unknown escape character",
        "found a backslash in double quotes; allowed: single quotes. Use those",
    ),
    (
        "cannot start any token",
        "found a character that cannot begin a value (such as @, ` or %). Put the text in quotes",
    ),
    (
        "found an alias",
        "found an alias (*name); allowed: plain values. Write the value out, or put it in quotes",
    ),
    ("found an anchor", "found an anchor (&name); allowed: plain values. Remove it"),
    ("found a tag", "found a tag (!name); allowed: plain values. Remove it"),
)


def syntax_in_words(error: MarkedYAMLError) -> str:
    """Return the line and problem of a YAML error, for a message.

    Args:
        error: What the YAML parser found.

    Returns:
        Text such as `line 7: found a tab; allowed: spaces. Indent with spaces.`
    """
    problem = error.problem or "not YAML"
    other = f"not YAML: {problem}. Mend the line, or put text in quotes"
    words = next((plain for technical, plain in _WORDS if technical in problem), other)
    mark, begun = error.problem_mark, error.context_mark
    line = mark.line + 1 if mark else 1
    since = f" (begun in line {begun.line + 1})" if begun and begun.line + 1 != line else ""
    return f"line {line}{since}: {words}."
