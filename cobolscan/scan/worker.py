"""What is done with one file. Runs in worker processes: only FileResults travel back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cobolscan.estate import remarks
from cobolscan.estate.anchors import Wanted
from cobolscan.estate.echoes import worth_telling
from cobolscan.estate.facts import ASSUMPTIONS, MENTIONS
from cobolscan.estate.gather import gather
from cobolscan.history import declared
from cobolscan.history.file_history import FileHistory
from cobolscan.program.model import build
from cobolscan.rule import EstateRule, Finding, Note, Place, Rule, Suppression
from cobolscan.scan import claims, extents, loader, memory, past, suppress
from cobolscan.scan.reading import failure, library_for, read_file, report_of, speak
from cobolscan.scan.result import FileReport, FileResult, InternalError
from cobolscan.scan.selection import ALWAYS, facts_wanted, rules_for, unasked_rules
from cobolscan.scan.settings import Settings
from cobolscan.syntax import parser

if TYPE_CHECKING:
    from cobolscan.estate.facts import Fact
    from cobolscan.history.events import Event

_SPECIAL = frozenset({"program", "note", "remark", "tree", "suppression"})
_NO_REMARKS = frozenset({"copyright", "section_banner", "commented_code", "tombstone", "identification", "changelog_entry"})
_KEPT_HISTORIES = 64
_PLACES = 4  # of those that decide, the first
_DECIDING = {"origin": ("above", "trailing", "tag", "same_paragraph", "change_log"), "bound": ("above", "trailing")}
_SAYS_NOTHING = frozenset({"plain", "section_banner", "commented_code", "copyright", "identification"})


class Scanner:
    """Scans one file after the other with the rules of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._library = library_for(settings)
        self._histories: dict[str, Any] = {}
        loader.use(settings.rules_path)  # in a process of its own nothing is known of the house
        if settings.rules_left_out:
            loader.leave_out()
        rules = rules_for(settings, loader.load())
        unasked = unasked_rules(settings, loader.load(), rules)
        self._wanted = facts_wanted(rules) | ({MENTIONS} if settings.memory else frozenset())
        self._anchors = Wanted(settings.memory, memory.files_of(settings)) if settings.memory else None
        self._unasked = frozenset(rule.code for rule in unasked)
        self._day = suppress.day_of(settings)
        self._ran = frozenset(rule.code for rule in rules)
        self._speak_through = frozenset(rule.code for rule in rules if rule.speaks_through)
        self._claim_of = claims.by_code([*rules, *unasked])
        self._unread: Any = next((rule for rule in rules if rule.code == ALWAYS), None)
        self._by_kind: dict[str, list[Rule]] = defaultdict(list)
        for rule in (*rules, *unasked):
            for kind in rule.nodes if not isinstance(rule, EstateRule) else ():
                self._by_kind[kind].append(rule)

    def __call__(self, path: str, data: bytes | None = None) -> FileResult:
        """Never raises: what went wrong is in the result."""
        speak(self._settings)
        try:
            source = read_file(path, self._settings, data)
        except OSError as error:
            return self._not_read(path, f"cannot be read: {error.strerror or error}")
        except Exception as error:
            return self._failed(FileReport(path, problem="internal error"), failure(path, "reading", error))
        try:
            tree = parser.parse(source, self._library)
            report = report_of(tree)
        except Exception as error:
            return self._failed(FileReport(path, lines=len(source.lines), problem="internal error"), failure(path, "parsing", error))
        return self._judged(tree, report)

    def lost(self, path: str, reason: str) -> FileResult:
        """The result of a file whose worker died."""
        return self._failed(FileReport(path, problem=reason), InternalError(path, "worker", reason))

    def _judged(self, tree: Any, report: FileReport) -> FileResult:
        job = _Job(tree, self._by_kind, self._settings, self._history_of)
        findings = job.run()
        result = FileResult(report, findings, job.errors)
        if job.errors:
            result.findings += self._about_errors(job.errors)
        steps: dict[str, Callable[[], object]] = {
            "suppressions": lambda: self._suppressions(result, job),
            "history": lambda: job.explain(findings),
            "claims": lambda: self._settle(result, job),
            "facts": lambda: result.facts.extend(job.facts(self._wanted)),
            "what others may share": lambda: result.told.extend(job.told()),
            "incidents": lambda: result.facts.extend(job.sightings(self._anchors)),
        }
        for where, step in steps.items():
            try:
                step()
            except Exception as error:  # one step that fails must not silence the others
                result.errors.append(failure(report.path, where, error))
                result.findings += self._about_errors(result.errors[-1:])
        job.forget()
        return result

    def _suppressions(self, result: FileResult, job: _Job) -> None:
        """The comments that suppress findings, by the settings of this file."""
        result.suppressions = list(job.suppressions())
        if result.suppressions:
            result.ran = self._ran
        for one in result.suppressions:
            one.expired = suppress.is_over(one, self._day)

    def _settle(self, result: FileResult, job: _Job) -> None:
        """One finding for a literal; what nobody asked for is settled apart, for it must not silence what was."""
        asked = [finding for finding in result.findings if finding.code not in self._unasked]
        unasked = [finding for finding in result.findings if finding.code in self._unasked]
        kept = claims.settle(asked, self._claim_of, job.source_of)
        own = (finding for finding in kept if job.is_own(finding))
        silenced = suppress.held(own, (one for one in result.suppressions if not one.expired))
        result.findings = claims.absorb(kept, self._speak_through, lambda note: id(note) in silenced)
        result.unasked = claims.settle(unasked, self._claim_of, job.source_of)
        job.locate(result.findings)
        job.locate(result.unasked)

    def _history_of(self, source: Any) -> Any:
        """The history of a copy member; a few are kept, for programs of one folder copy the same members."""
        if source.path not in self._histories:
            if len(self._histories) >= _KEPT_HISTORIES:
                self._histories.clear()
            self._histories[source.path] = FileHistory(source)
        return self._histories[source.path]

    def _not_read(self, path: str, reason: str) -> FileResult:
        found = [self._unread.about(path, reason)] if self._unread else []
        return FileResult(FileReport(path, problem=reason), found)

    def _failed(self, report: FileReport, error: InternalError) -> FileResult:
        return FileResult(report, self._about_errors([error]), [error])

    def _about_errors(self, errors: list[InternalError]) -> list[Finding]:
        if self._unread is None:
            return []
        return [self._unread.about(error.path, f"internal error in {error.where}: {error.message}") for error in errors]


class _Job:
    """The rules at work on one tree. A rule that fails is named, and the others go on."""

    def __init__(self, tree: Any, by_kind: dict[str, list[Rule]], settings: Settings, history_of: Callable[[Any], Any]) -> None:
        self._tree = tree
        self._history_of = history_of
        self._by_kind = by_kind
        self._settings = settings
        self.errors: list[InternalError] = []
        self._history: Any = None
        self._programs: list[Any] = []

    def run(self) -> list[Finding]:
        self._prepare()
        findings = list(self._calls("tree", [(self._tree, None)]))
        findings += self._calls("program", [(program, program) for program in self._programs])
        if self._history is not None:
            findings += self._about_notes("note", self._history.events)
            findings += self._about_notes("remark", filter(_is_remark, self._history.events))
        for program in self._programs:
            findings += self._about_nodes(program)
        return findings

    def forget(self) -> None:
        """Let go of programs and history: see Program.forget."""
        for program in self._programs:
            program.forget()
        self._programs = []
        if self._history is not None:
            self._history.forget()

    def facts(self, wanted: frozenset[str]) -> Iterator[Fact]:
        """What the programs leave behind for rules about all of them."""
        if wanted:
            yield from gather(self._programs, wanted)
        if self._history is not None and not wanted.isdisjoint((ASSUMPTIONS, MENTIONS)):
            yield from remarks.gather(self._programs, self._history, wanted)

    def sightings(self, anchors: Wanted | None) -> Iterator[Fact]:
        """The code of incidents, as far as it stands in this file."""
        return iter(()) if anchors is None else anchors.sightings(self._programs)

    def suppressions(self) -> Iterator[Suppression]:
        """The comments of the file that suppress findings, each with the lines that it covers."""
        for one in extents.of_file(self._tree):
            program = self._program_at(one.comment.line)
            if program is not None:
                one.program, one.paragraph = program.name or None, program.paragraph_at(one.comment.line)
            yield one

    def told(self) -> list[Event]:
        """What of the file's past other files may share."""
        return worth_telling(self._history.events) if self._history is not None else []

    def _prepare(self) -> None:
        try:
            self._programs = list(build(self._tree, self._settings.dialect))
            self._history = FileHistory(self._tree.source) if self._settings.history else None
        except Exception as error:
            self.errors.append(failure(self._tree.source.path, "program or history", error))
        for rules in self._by_kind.values():
            for rule in rules:
                rule.history = self._history

    def _about_nodes(self, program: Any) -> Iterator[Finding]:
        for kind in self._by_kind:
            if kind not in _SPECIAL:
                yield from self._calls(kind, ((node, program) for node in program.nodes(kind)))

    def _calls(self, kind: str, pairs: Any) -> Iterator[Finding]:
        rules = self._by_kind.get(kind, ())
        if not rules:
            return
        try:
            for node, program in pairs:
                for rule in rules:
                    yield from self._call(rule, node, program)
        except Exception as error:
            self.errors.append(failure(self._tree.source.path, f"the nodes of kind {kind}", error))

    def _call(self, rule: Rule, node: Any, program: Any) -> Iterator[Finding]:
        try:
            for finding in rule.check(node, program):
                if finding.program is None and program is not None and self.is_own(finding):
                    finding.program = program.name or None
                yield finding
        except Exception as error:
            if not any(known.where == rule.code for known in self.errors):
                self.errors.append(failure(self._tree.source.path, rule.code, error))

    def is_own(self, finding: Finding) -> bool:
        """Whether a finding stands in the file itself; what stands in a copy member belongs to all programs that copy it."""
        return bool(finding.place.path == self._tree.source.path)

    def _about_notes(self, kind: str, events: Iterable[Any]) -> Iterator[Finding]:
        if kind in self._by_kind:
            yield from self._calls(kind, ((note, self._program_at(note.span.line)) for note in self._notes(events)))

    def _notes(self, events: Iterable[Any]) -> Iterator[Note]:
        source = self._tree.source
        for event in events:
            line = source.lines[event.start_line - 1] if event.start_line <= len(source.lines) else ""
            last = source.lines[event.end_line - 1] if event.end_line <= len(source.lines) else line
            first = 7 if source.reference_format == "fixed" else len(line) - len(line.lstrip()) + 1
            yield Note(event, Place(source.path, event.start_line, first, event.end_line, max(len(last.rstrip()), first) + 1), event.text)

    def _program_at(self, line: int) -> Any:
        return past.program_at(self._programs, line) if self._programs else None

    def explain(self, findings: list[Finding]) -> None:
        """Adds to each finding what is known of its lines."""
        if self._history is None:
            return
        for finding in findings:
            if finding.family not in ("PAR", "HIS"):
                for event in (*self._elsewhere(finding), *self._context(finding)):
                    if not any(event.start_line == known.start_line and event.path == known.path for known in finding.history):
                        finding.history.append(event)
                _drop_author_of_program(finding)

    def _elsewhere(self, finding: Finding) -> Iterator[Event]:
        """What is known of the places that decide: where a value comes from, and where it is compared."""
        for other in [other for other in finding.related if other.role in _DECIDING][:_PLACES]:
            if other.path == self._tree.source.path and other.line != finding.place.line:
                words = [word for word in (finding.subject, finding.literal) if word]
                scope = self._scope(other.line) if other.role == "origin" else None
                events = self._history.context(other.line, other.line, finding.subject, words, scope)
                yield from (event for event in events if event.why_here in _DECIDING[other.role])

    def _context(self, finding: Finding) -> Any:
        place = finding.place
        words = [word for word in (finding.subject, finding.literal) if word]
        if self.is_own(finding):
            return self._history.context(place.line, place.end_line, finding.subject, words, self._scope(place.line))
        source = self._tree.sources.get(place.path)
        return self._history_of(source).context(place.line, place.end_line, finding.subject, words) if source else []

    def _scope(self, line: int) -> Any:
        """First and last line of the paragraph around a line."""
        program = self._program_at(line)
        return program.scope_at(line) if program is not None else None

    def locate(self, findings: list[Finding]) -> None:
        """Program and paragraph where a rule left them open, and the line as it stands, for frames."""
        for finding in [one for told in findings for one in (told, *told.silent)]:
            at = finding.place.line
            source = self.source_of(finding.place.path)
            finding.line_text = finding.line_text or (source.lines[at - 1] if 0 < at <= len(source.lines) else "")
            program = self._program_at(at) if finding.code != ALWAYS and self.is_own(finding) else None
            if program is not None:
                finding.program = finding.program or program.name or None
                finding.paragraph = finding.paragraph or program.paragraph_at(at)

    def source_of(self, path: str) -> Any:
        """The text of the file or of a member that it copies."""
        return self._tree.source if path == self._tree.source.path else self._tree.sources.get(path, self._tree.source)


def _drop_author_of_program(finding: Finding) -> None:
    """Who wrote the program is told when nothing else is known."""
    if any(event.kind not in _SAYS_NOTHING for event in finding.history):
        finding.history = [event for event in finding.history if event.kind != "identification"]


def _is_remark(event: Any) -> bool:
    says = event.telling or event.authors or event.dates or event.kind == "todo"
    return event.kind not in _NO_REMARKS and bool(says) and not declared.opens(event.text)
