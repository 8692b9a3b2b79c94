"""Change cards: boxes or paragraphs of LABEL: VALUE lines that tell of one change (who, when, ticket, why)."""

from __future__ import annotations

from collections.abc import Sequence

from cobolscan.history import tickets
from cobolscan.history.blocks import Line
from cobolscan.history.change_log import ChangeLogs
from cobolscan.history.dates import DateReader
from cobolscan.history.identification import Found
from cobolscan.history.labels import Label
from cobolscan.history.people import People
from cobolscan.source.lazy import lazy

_SPLIT = lazy(r"\s{2,30}(?=[^\W\d_][\w./ ]{1,24}\s{0,8}:)|\s[-–|]\s(?=[^\W\d_][\w./ ]{1,24}\s{0,8}:)")
_PURPOSE = frozenset("description descricao objetivo descripcion descrizione beschreibung objet objeto oggetto".split())
_CREATION = lazy(r"\b(?:crea|cria|erstell|writt|escrit|scritt|ecrit)")
_TELLING = frozenset({"author", "date", "ticket"})


class Cards:
    """Finds cards in a region."""

    def __init__(self, people: People, reader: DateReader, logs: ChangeLogs) -> None:
        self.people = people
        self.reader = reader
        self.logs = logs

    def find(self, lines: Sequence[Line], free: Sequence[bool]) -> list[Found]:
        """The cards among the lines that are free."""
        if sum(":" in line.text for line in lines) < 2:
            return []
        sections = [
            (first, last, [(index, label) for index in range(first, last + 1) for label in self._labels(lines[index])])
            for first, last in _sections(lines, free)
        ]
        if all(len(labels) < 2 for _, _, labels in sections):
            return []
        out: list[Found] = []
        headed = False
        for first, last, labels in sections:
            named = {index for index, _ in labels}
            heading = any(
                self.logs.is_heading(lines[i].text)
                for i in range(first, labels[0][0] if labels else last + 1)
                if lines[i].shape == "text" and i not in named
            )
            if not labels:
                headed = heading
                continue
            for card in self._split(labels, last):
                found = self._card(card, lines, heading or headed)
                if found:
                    out.append(found)
            headed = headed and bool(out)
        return out

    def _labels(self, line: Line) -> list[Label]:
        """The labels with a value on one line; several may stand beside each other."""
        if line.shape != "text" or ":" not in line.text or line.comment.kind == "entry":
            return []
        found = [self.people.label(part) for part in _SPLIT.split(line.text)]
        return [label for label in found if label]

    @staticmethod
    def _split(labels: Sequence[tuple[int, Label]], last: int) -> list[tuple[list[tuple[int, Label]], int]]:
        """Cards that follow each other without a border: each begins with the same label."""
        first = labels[0][1].label
        cards: list[list[tuple[int, Label]]] = []
        for index, label in labels:
            if not cards or label.label == first:
                cards.append([])
            cards[-1].append((index, label))
        return [(card, cards[n + 1][0][0] - 1 if n + 1 < len(cards) else last) for n, card in enumerate(cards)]

    def _card(self, card: tuple[list[tuple[int, Label]], int], lines: Sequence[Line], headed: bool) -> Found | None:
        """A card as a change, or None when it is none."""
        labels, last = card
        kinds = {label.kind for _, label in labels if label.value}
        if not kinds & _TELLING or len({label.label for _, label in labels}) < 2:
            return None
        if not (headed or "ticket" in kinds or self._tells_change(labels)) and any(_CREATION.search(label.label) for _, label in labels):
            return None  # of the program, not of a change
        if not ("change" in kinds or ("ticket" in kinds and "date" in kinds) or headed) or len(labels) < 2:
            return None
        if (
            "installation" in {label.kind for _, label in labels}
            and not headed
            and "ticket" not in kinds
            and not self._tells_change(labels)
        ):
            return None
        while last > labels[0][0] and lines[last].shape != "text":
            last -= 1
        found = Found(labels[0][0], last, change=True)
        for index, label in labels:
            self._read(found, label, lines, index, last)
        found.tickets = list(dict.fromkeys(found.tickets))
        return found if found.dates or found.authors or found.tickets else None

    @staticmethod
    def _tells_change(labels: Sequence[tuple[int, Label]]) -> bool:
        return any(label.kind == "change" and label.label not in _PURPOSE for _, label in labels)

    def _read(self, found: Found, label: Label, lines: Sequence[Line], index: int, last: int) -> None:
        """Enter what one label says."""
        if label.kind == "author":
            found.authors += [name for name in self.people.clean(label.value) if name not in found.authors]
            found.dates += self.reader.find(label.value)
        elif label.kind in ("date", "version"):
            found.dates += self.reader.find(label.value, compact=True)
        elif label.kind == "tag":
            found.tag = label.value.split()[0] if label.value else None
        elif label.kind == "ticket":
            token = label.value.split()[0] if label.value else ""
            ticket = (
                tickets.column(token)
                or (token if len(token) >= 3 and any(c.isdigit() for c in token) else None)
                or next(iter(tickets.find(f"{label.label} {label.value}")), None)
            )
            if ticket:
                found.tickets.append(ticket)
        elif label.kind == "change" and label.value:
            rest = []
            for line in lines[index + 1 : last + 1]:
                if line.shape != "text" or self.people.label(line.text):
                    break
                rest.append(line.text)
            found.reason = " ".join([label.value, *rest])


def _sections(lines: Sequence[Line], free: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of free lines between borders and gaps; blank lines may stand inside."""
    out: list[tuple[int, int]] = []
    first: int | None = None
    for index, line in enumerate(lines):
        ends = not free[index] or line.shape == "border" or line.gap or line.code
        if ends and first is not None:
            out.append((first, index - 1))
            first = None
        if first is None and free[index] and line.shape == "text" and not line.code:
            first = index
    if first is not None:
        out.append((first, len(lines) - 1))
    return out
