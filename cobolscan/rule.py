"""All that a rule's author needs: Rule, EstateRule, Finding, Severity, options."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from cobolscan.kinds import Day, Kind, kind_of
from cobolscan.source.place import Place
from cobolscan.source.suppressions import SuppressionComment

if TYPE_CHECKING:
    from cobolscan.estate.estate import Estate
    from cobolscan.estate.facts import Spot
    from cobolscan.history.events import Event

__all__ = ["TODAY", "Confidence", "EstateRule", "Finding", "Note", "Option", "Place", "Related", "Rule", "Severity", "Suppression"]


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def weight(self) -> int:
        return ("info", "warning", "error").index(self.value)

    def raised(self) -> Severity:
        """One step up; an error stays one."""
        return Severity.ERROR if self.weight else Severity.WARNING


class Confidence(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def weight(self) -> int:
        return ("low", "medium", "high").index(self.value)


@dataclass(slots=True)
class Related:
    """Another place that belongs to a finding. `role`: same_literal, origin, bound, elsewhere or note."""

    path: str
    line: int
    column: int
    role: str
    message: str
    literal: str | None = None

    @classmethod
    def at(cls, place: Place, role: str, message: str, literal: str | None = None) -> Related:
        """What begins at a place."""
        return cls(place.path, place.line, place.column, role, message, literal)


@dataclass(slots=True)
class Finding:
    """What a rule says about one place. Picklable: findings, not trees, travel between processes.

    A rule sets what it knows; `program`, `paragraph`, `statement` and `history` are filled in by the engine where a rule left
    them open, and so is everything below `history`.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    place: Place
    message: str
    literal: str | None = None
    subject: str | None = None
    program: str | None = None
    paragraph: str | None = None
    statement: str = ""  # folded text of the statement or entry (columns 8-72, upper case, single blanks): for the fingerprint
    data: dict[str, Any] = field(default_factory=dict)
    related: list[Related] = field(default_factory=list)
    history: list[Event] = field(default_factory=list)
    includers: list[dict[str, Any]] = field(default_factory=list)
    identical_paths: list[str] = field(default_factory=list)
    rank: float = 0.0
    fingerprint: str = ""
    matter: tuple[Any, ...] | None = None  # what it is about: of findings about one matter only the most telling stays
    claim: int | None = None  # where this finding claims otherwise than its rule
    key: str = ""  # the fingerprint without its count: equal findings of a paragraph share it
    line_text: str = ""  # the first line of the place, as it stands in the file; a rule that masks something in it says `data.masked`
    silent: list[Finding] = field(default_factory=list)  # what this finding speaks for: without history, relations and most data
    suppression: dict[str, Any] | None = None  # what a comment in the source says of it: kind, justification, until, fixme, path, line

    @property
    def family(self) -> str:
        return self.code[:3]


@dataclass(slots=True, frozen=True)
class Option:
    """A typed option of a rule: its default gives the type, where `kind` does not say more; `help` is one line for the documentation."""

    default: Any
    help: str
    kind: Kind | None = None

    @property
    def values(self) -> Kind:
        """What a value may be."""
        return self.kind or kind_of(self.default)


TODAY = Option("", "the day to judge by, as YYYY-MM-DD; empty for the day of the scan", Day())
"""The option `today` of rules that ask for the age of something, for builds that must give the same result tomorrow. See `kinds.day_of`."""


class Node(Protocol):
    """What a finding can be about: any typed node of the tree, and a Note."""

    def place(self) -> Place: ...

    def folded(self) -> str: ...


@dataclass(slots=True, frozen=True)
class Note:
    """An event of the file's history as a rule sees it (`nodes = ("note",)`)."""

    event: Event
    span: Place
    text: str

    def place(self) -> Place:
        return self.span

    def folded(self) -> str:
        return " ".join(self.text.upper().split())


@dataclass(slots=True)
class Suppression:
    """A comment that suppresses findings, as a rule sees it (`nodes = ("suppression",)`): what it says, and what came of it in this run."""

    span: Place
    comment: SuppressionComment
    first: int = 0  # the lines that it covers; none when `first` is 0
    last: int = 0
    hidden: bool = False  # something in these lines was not read: nobody knows what would be found there
    program: str | None = None
    paragraph: str | None = None
    line_text: str = ""
    problems: list[str] = field(default_factory=list)  # why it, or a word of it, means nothing
    unused: list[str] = field(default_factory=list)  # those of its words that suppress nothing
    covered: int = 0  # findings that it suppresses, or did before it expired
    expired: bool = False

    def in_file(self, path: str) -> Suppression:
        """The same in a file of the same bytes."""
        return replace(self, span=replace(self.span, path=path), problems=[*self.problems])

    def place(self) -> Place:
        return self.span

    def folded(self) -> str:
        return " ".join(self.comment.text.upper().split())


def kebab(name: str) -> str:
    """`LiteralBound` -> `literal-bound`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


class Rule:
    """Base of a rule about one program. Subclasses give the head and write `check`; the loader finds them by walking.

    `nodes` names what `check` is called for: a kind of node of the program (`program.nodes(kind)`), or one of

    * `"program"`: once a program, with the program itself;
    * `"note"`: each event of the file's history, as a `Note`, with the program in which it stands;
    * `"remark"`: those of them that are signed or dated, or may say what a rule about comments asks for (`Lexicon.tells`);
    * `"tree"`: once a file, with its tree (the program is None);
    * `"suppression"`: each comment that suppresses findings, as a `Suppression`, once all is found (the program is None).

    A rule about all programs together is an `EstateRule`.
    """

    code: ClassVar[str]
    name: ClassVar[str]  # kebab-case of the class
    severity: ClassVar[Severity] = Severity.WARNING
    precision: ClassVar[str] = "medium"
    tags: ClassVar[tuple[str, ...]] = ()
    nodes: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[dict[str, Option]] = {}
    claim: ClassVar[int] = 50  # of several claims to one literal the lowest wins: waits 10, dates 20, limits 30, magic 40
    enabled: ClassVar[bool] = True  # runs without being selected
    shares: ClassVar[str] = ""  # code of the rule whose options hold for this one as well
    speaks_through: ClassVar[bool] = False  # about a comment: where that is tied to a finding, it raises that one and says nothing itself

    def __init_subclass__(cls) -> None:
        if "name" not in vars(cls):
            cls.name = kebab(cls.__name__)

    def __init__(self, settings: Mapping[str, Any] | None = None, *, pedantic: bool = False) -> None:
        """`settings` by the names of `options`; what is not given has its default. `self.settings.NAME` reads one."""
        values = {name: option.default for name, option in self.options.items()} | dict(settings or {})
        self.settings = SimpleNamespace(**{name.replace("-", "_"): value for name, value in values.items()})
        self.pedantic = pedantic
        self.history: Any = None  # the history of the file at hand (FileHistory); None with --no-history

    def check(self, node: Any, program: Any) -> Iterator[Finding]:
        raise NotImplementedError

    def finding(
        self,
        node: Node | Place,
        message: str,
        *,
        literal: str | None = None,
        subject: str | None = None,
        statement: Node | str | None = None,
        severity: Severity | None = None,
        confidence: Confidence | str | None = None,
        data: dict[str, Any] | None = None,
        related: Iterable[Related] = (),
    ) -> Finding:
        """A finding at `node`. `statement` is what holds the node (or its folded text), when that is more than the node itself."""
        around = node if statement is None else statement
        text = around if isinstance(around, str) else "" if isinstance(around, Place) else self._folded(around)
        return Finding(
            code=self.code,
            name=self.name,
            severity=self.severity if severity is None else self._configured(severity),
            confidence=Confidence(confidence or self.precision),
            place=node if isinstance(node, Place) else node.place(),
            message=message,
            literal=literal,
            subject=subject,
            statement=text,
            data=data or {},
            related=list(related),
        )

    def _configured(self, severity: Severity) -> Severity:
        """What the configuration makes of a severity that is not the rule's own: what is said more softly stays soft, and nothing is said
        more softly than a configuration asks for that makes the rule louder, or louder than one that makes it softer."""
        wanted: Severity | None = vars(self).get("severity")
        if wanted is None:
            return severity
        own = type(self).severity
        if wanted.weight < own.weight:
            return min(severity, wanted, key=lambda each: each.weight)
        return severity if severity.weight < own.weight else max(severity, wanted, key=lambda each: each.weight)

    def _folded(self, node: Node) -> str:
        """The folded text; of several findings about one statement in a row, the same string: it may be long."""
        text = node.folded()
        last: str = getattr(self, "_last_folded", "")
        if text != last:
            self._last_folded = last = text
        return last

    @classmethod
    def page(cls) -> str:
        """The rule's page (the `.md` beside its module); empty when it has none."""
        try:
            with open(str(sys.modules[cls.__module__].__file__).removesuffix(".py") + ".md", encoding="utf-8") as page:
                return page.read()
        except OSError:
            return ""


class EstateRule(Rule):
    """Base of a rule about all programs of a scan together. It runs once, where the results come together, and sees no tree.

    `facts` names what it asks the estate for (the kinds of `estate.facts`): what no rule of a run names is not gathered. Limits and waits
    are left behind by the findings of their families; these rules run for a rule that needs them also when they are not selected.

    What it finds takes part in everything that findings take part in. A finding with a literal owns it against findings of a higher
    `claim`: it takes their place, with their history and what they are related to, and gives way to one of a lower claim. One without a
    literal stands beside the findings of its place and has their history.
    """

    nodes: ClassVar[tuple[str, ...]] = ("estate",)
    facts: ClassVar[tuple[str, ...]] = ()

    def check(self, node: Any, program: Any) -> Iterator[Finding]:
        return iter(())

    def check_estate(self, estate: Estate) -> Iterator[Finding]:
        raise NotImplementedError

    def at(self, spot: Spot, message: str, **told: Any) -> Finding:
        """A finding where a fact stands; `told` as for `finding`."""
        finding = self.finding(spot.place, message, statement=spot.statement, **told)
        finding.program, finding.paragraph, finding.line_text = spot.program, spot.paragraph, spot.line_text
        return finding
