"""Comment lines made ready: box drawing taken off, runs of lines that belong together, and runs cut into blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cobolscan.history import declared
from cobolscan.history.written_dates import FoundDate
from cobolscan.source.lazy import lazy
from cobolscan.source.model import Comment
from cobolscan.source.suppressions import is_addressed

_LEFT = lazy(r"(?:[\s*|!<>=~^;¦│┘]|Ù(?=\s))*(?:-+>)?\s*(?=[^\s*])")
_ALNUM = lazy(r"[^\W_]")
_DATED = lazy(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\d{6}\b|\d{8}\b")
_RIGHT = "*|!#=+-~^ \t"
_SPACED = lazy(r"(?<!\S)(?:[^\W_] ){3,40}[^\W_](?!\S)")
_DIGIT = lazy(r"\d")
_PREPARED: dict[str, tuple[str, int, str, bool]] = {}  # lines recur in and between files
_MOST = 20_000
_MERGED = 12  # paragraphs of a note in the code are one block up to this many lines


class Line:
    """One comment line: its words without box drawing, and what shape it has (text, blank or border).

    `indent` is the offset of the first word in the comment's text; `gap`: blank source lines stand before it; `code`: looks like COBOL;
    `digits`: without any there are no dates.
    """

    __slots__ = ("code", "comment", "dates", "digits", "gap", "indent", "number", "shape", "text")

    def __init__(self, comment: Comment, text: str, indent: int, shape: str, digits: bool) -> None:
        self.number = comment.line
        self.text = text
        self.indent = indent
        self.shape = shape
        self.digits = digits
        self.comment = comment
        self.gap = False
        self.code = False
        self.dates: Sequence[FoundDate] = ()


class Block:
    """Lines that are read as one note."""

    __slots__ = ("boxed", "code", "lines")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.code = False
        self.boxed = False

    @property
    def start(self) -> int:
        return self.lines[0].number

    @property
    def end(self) -> int:
        return self.lines[-1].number

    @property
    def texts(self) -> list[Line]:
        """The lines that hold words."""
        return [line for line in self.lines if line.shape == "text"]

    def trim(self) -> None:
        """Drop blank lines at the edges."""
        while self.lines and self.lines[0].shape == "blank":
            self.lines.pop(0)
        while self.lines and self.lines[-1].shape == "blank":
            self.lines.pop()

    def prose(self) -> str:
        """The words of all lines as one paragraph; a word cut by a hyphen at the line's end stays cut."""
        return " ".join(line.text for line in self.lines if line.shape == "text")


def prepare(comment: Comment) -> Line:
    """A comment line without its box."""
    raw = comment.text
    known = _PREPARED.get(raw)
    if known is None:
        if len(_PREPARED) > _MOST:
            _PREPARED.clear()
        text, indent, shape = _prepared(raw)
        known = _PREPARED[raw] = (text, indent, shape, _DIGIT.search(text) is not None)
    return Line(comment, *known)


def _prepared(raw: str) -> tuple[str, int, str]:
    """The text without its box, where it begins, and its shape."""
    text = raw.strip()
    if not text or is_addressed(text):
        return "", 0, "blank"
    indent = len(raw) - len(raw.lstrip())
    if text[0].isalnum() and text[:2] != "Ù ":
        return (_without_right(text) if text[-1] in _RIGHT else text), indent, "text"
    if not _ALNUM.search(text):
        return "", 0, _bare_shape(text)
    if text[-1] in _RIGHT:
        text = _without_right(text)
    left = _LEFT.match(raw)
    start = left.end() if left else indent
    return text[max(0, start - indent) :].strip(), start, "text"


def _bare_shape(text: str) -> str:
    """A line without letters and digits is a border when it draws one, else as good as blank."""
    return "border" if len(text) >= 3 and any(text.count(c) >= 3 for c in set(text) - {" ", "."}) and "?" not in text else "blank"


def _without_right(text: str) -> str:
    """The text without the right side of its box; a single sign that belongs to the words stays."""
    cut = text.rstrip(_RIGHT)
    tail = text[len(cut) :]
    return text if len(tail) == 1 and tail in "!-+#=" else cut


def unspaced(text: str) -> str:
    """`C H A N G E   L O G` as `CHANGE LOG`."""
    if not _SPACED.search(text):
        return text
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)


def regions(comments: Sequence[Comment], physical: Sequence[str]) -> Iterator[list[Line]]:
    """Runs of whole-line comments with nothing but blank lines between; comment-entries and debugging lines included. A run without a
    word is none.

    A declaration (`@assume`) is a run of its own: it is never part of a change log or card.
    """
    return (run for run in _runs(comments, physical) if any(line.shape == "text" for line in run))


def _runs(comments: Sequence[Comment], physical: Sequence[str]) -> Iterator[list[Line]]:
    run: list[Line] = []
    last = 0
    declares = False
    for comment in comments:
        if comment.kind == "inline":
            continue
        line = prepare(comment)
        if run and comment.line > last + 1:
            if comment.line - last <= 4 and all(not text.strip() for text in physical[last : comment.line - 1]):
                line.gap = True
            else:
                yield run
                run = []
        opens = declared.opens(line.text)
        if run and (opens or (declares and _ends_declaration(line, run[0]))):
            yield run
            run = []
        declares = opens or (declares and bool(run))
        run.append(line)
        last = comment.line
    if run:
        yield run


def _ends_declaration(line: Line, opening: Line) -> bool:
    """No words, or the next entry of the change log in which somebody put the declaration."""
    return line.gap or line.shape != "text" or (line.indent <= opening.indent and _DATED.match(line.text) is not None)


def cut(lines: Sequence[Line], header: bool) -> Iterator[Block]:
    """A stretch of lines cut into blocks: boxes, changes between code and prose, gaps, and (in headers) blank lines separate."""
    block, texts = Block(), 0
    for line in lines:
        border = line.shape == "border"
        if border and texts and block.boxed and not line.gap:
            block.lines.append(line)
            yield block
            block, texts = Block(), 0
            continue
        if block.lines and (line.gap or (texts and (border or _separates(block, line, header, texts)))):
            yield block
            block, texts = Block(), 0
        if not texts:
            block.boxed = block.boxed or border
            block.code = line.code
        texts += line.shape == "text"
        block.lines.append(line)
    if block.lines:
        yield block


def _separates(block: Block, line: Line, header: bool, texts: int) -> bool:
    """Whether a line opens a new block after one with words."""
    if line.shape != "text":
        return False
    if line.code != block.code:
        return True
    return block.lines[-1].shape == "blank" and (header or (not block.boxed and texts >= _MERGED))


def mark_code(lines: Sequence[Line], looks: Callable[[str], int]) -> None:
    """Set `code` on lines: `looks` says 2 for a statement or entry, 1 for what can continue one, 0 for neither."""
    previous: Line | None = None
    for line in lines:
        if line.shape != "text":
            continue
        value = looks(line.text)
        line.code = value == 2 or (
            value == 1 and previous is not None and previous.code and not line.gap and line.number == previous.number + 1
        )
        previous = line
