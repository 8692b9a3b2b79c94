"""The configuration that `cobolscan init` writes: what was seen, as comments, and what is not found without being told, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cobolscan.scan.config.toml import spelled
from cobolscan.scan.init.folders import Remedy, used
from cobolscan.scan.init.survey import Survey

_MOST_ROWS = 12
_MOST_NAMES = 30
_FEW = 3  # files that are named when they are unlike the others
_WIDTH = 110
_NO_SIGN = "without a sign of one"


def lines(survey: Survey, remedy: Remedy) -> Iterator[str]:
    """The lines of the file."""
    yield "# The configuration of cobolscan for this repository: `cobolscan config FILE` shows what holds for a file."
    yield "# What follows a # is what was found, or what cobolscan does anyway: take the # away to make it a rule."
    yield from _seen(survey)
    yield from _run()
    yield from _reading(survey)
    yield from _copybooks(survey, remedy)
    yield from _excluded(survey)
    yield from _overrides(survey, remedy)


def _seen(survey: Survey) -> Iterator[str]:
    kinds = Counter(report.kind for report in survey.reports)
    told = ", ".join(_plural(kinds[kind], kind) for kind in ("program", "copybook", "fragment") if kinds[kind])
    yield f"# Seen: {_plural(len(survey.reports), 'file')} ({told}), {sum(report.lines for report in survey.reports):,} lines."
    unread = [report for report in survey.reports if report.problem]
    if unread:
        yield f"# {_plural(len(unread), 'file')} could not be read: {_list(report.path for report in unread)}"


def _run() -> Iterator[str]:
    yield from ("", "# ---- The run as a whole", "")
    yield '# fail-on = "warning"                       # from which severity on the exit status is 1; or "error", "info", "never"'
    yield '# baseline = "cobolscan-baseline.tsv"       # what is accepted: `cobolscan baseline create` writes it'


def _reading(survey: Survey) -> Iterator[str]:
    yield from ("", "# ---- How files are read", "")
    yield from _table("reference-format", "file", survey.formats, unlike=_unlike(survey, "reference_format"))
    yield from _table("encoding", "file", survey.encodings, unlike=_unlike(survey, "encoding"))
    yield from _table("dialect", "program", {folder: _telling(counts) for folder, counts in survey.dialects.items()}, len(survey.programs))


def _unlike(survey: Survey, name: str) -> Iterator[str]:
    """The few files that are unlike all others, by name: they may be what they seem, or not."""
    total = Counter(getattr(report, name) for report in survey.reports if report.lines)
    for value, count in total.items():
        if count <= _FEW and count * 20 < total.total():
            paths = (report.path for report in survey.reports if getattr(report, name) == value and report.lines)
            yield f"#   {value}: {_list(paths)}"


def _telling(dialects: Counter[str]) -> Counter[str]:
    """85 is what a program is in which nothing tells."""
    return Counter({_NO_SIGN if name == "85" else name: count for name, count in dialects.items()})


def _table(key: str, what: str, counts: Mapping[str, Counter[str]], of: int = 0, unlike: Iterable[str] = ()) -> Iterator[str]:
    """What each folder has, or all of them together where they have the same. `of`: how many there are, where not all were asked;
    `unlike`: lines about single files."""
    total: Counter[str] = sum(counts.values(), Counter())
    if not total:
        return
    if len(total) == 1:
        (most,) = total
        said = f"all of {_asked(total[most], of, what)}" if most != _NO_SIGN else f"nothing in {_asked(total[most], of, what)} tells"
        value = f"# {key} = {spelled('auto' if most == _NO_SIGN else most)}"
        yield f"{value:<44}# {said}"
        return
    yield f"# {key}: auto found, in {_asked(total.total(), of, what)}, {_counted(total)}" + (":" if len(counts) > 1 else ".")
    if len(counts) > 1:
        largest = sorted(counts, key=lambda folder: (-counts[folder].total(), folder))[:_MOST_ROWS]
        yield from _rows([(folder, _counted(counts[folder])) for folder in sorted(largest)], len(counts))
    yield from unlike
    yield f"# {key} = {spelled('auto')}"


def _rows(rows: Sequence[tuple[str, str]], of: int) -> Iterator[str]:
    """Folders with what is said of each."""
    wide = max(len(folder) for folder, _ in rows)
    yield from (f"#   {_plain(folder):<{wide}}   {said}" for folder, said in rows)
    if of > len(rows):
        yield f"#   and {_plural(of - len(rows), 'folder')} more"


def _copybooks(survey: Survey, remedy: Remedy) -> Iterator[str]:
    yield from ("", "# ---- Copybooks", "")
    names, missing, products = survey.wanted, survey.missing, survey.products
    if products:
        yield f"# Supplied by products: {_list(products)}"
    if not names:
        yield "# No file copies another one of this repository."
        return
    found = len(names) - len(missing)
    yield f"# {found:,} of {len(names):,} COPY names are found wherever they are copied, without being told where."
    folders = used(survey)[:_MOST_ROWS]
    if folders:
        yield "# Members lie in:"
        yield from _rows([(folder, _plural(count, "name")) for folder, count in folders], len(used(survey)))
    if remedy.folders and not remedy.areas:
        both = len(remedy.folders)
        yield f"# {found + len(remedy.found):,} of {len(names):,} are found with {'this folder' if both == 1 else f'these {both} folders'}:"
        yield from _values(remedy)
    elif folders:
        yield from _listed("# ", "copybook-paths", [_plain(folder) for folder, _ in folders])
    yield from _missing(survey, remedy)


def _listed(mark: str, key: str, values: Sequence[str]) -> Iterator[str]:
    """A list, on several lines when it is long."""
    line = f"{mark}{key} = {spelled(values)}"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{mark}{key} = ["
    yield from (f"{mark}    {spelled(value)}," for value in values)
    yield f"{mark}]"


def _values(remedy: Remedy) -> Iterator[str]:
    yield from _listed("", "copybook-paths", remedy.folders)
    if remedy.extensions:
        yield f"copybook-extensions = {spelled(list(remedy.extensions))}"


def _missing(survey: Survey, remedy: Remedy) -> Iterator[str]:
    missing = sorted((-count, name) for name, count in survey.missing.items() if name not in remedy.found)
    if not missing:
        return
    yield f"# Missing {'even so' if remedy.folders else 'from this repository'}: {_plural(len(missing), 'name')}"
    yield from _wrapped(f"{_plain(name)} ({-count})" for count, name in missing[:_MOST_NAMES])
    if len(missing) > _MOST_NAMES:
        yield f"#   and {len(missing) - _MOST_NAMES:,} more"
    yield "# (in brackets: how many files copy it)"
    yield '# vendor-copybooks = ["NAME", "ABC*"]         # those of them that a product supplies: they are not missing then'


def _excluded(survey: Survey) -> Iterator[str]:
    if survey.not_ours:
        yield from ("", "# ---- What others wrote, or a program did", "")
        yield from _rows([(folder, _plural(count, "file")) for folder, count in survey.not_ours.items()], len(survey.not_ours))
        yield from _listed("# ", "exclude", [f"/{_plain(folder)}/" for folder in survey.not_ours])


def _overrides(survey: Survey, remedy: Remedy) -> Iterator[str]:
    if remedy.areas:
        found = len(survey.wanted) - len(survey.missing) + len(remedy.found)
        yield from ("", f"# {found:,} of {len(survey.wanted):,} COPY names are found with this.", "[[overrides]]")
        yield f"paths = {spelled(['/*' if area == '.' else f'/{area}/**' for area in remedy.areas])}"
        yield from _values(remedy)
        return
    example = _example(survey.formats)
    if example:
        yield from ("", "# ---- What holds for some folders only, such as", "", "# [[overrides]]")
        yield f"# paths = {spelled([f'/{_plain(example)}/**'])}"
        yield f"# reference-format = {spelled(survey.formats[example].most_common(1)[0][0])}"


def _example(formats: Mapping[str, Counter[str]]) -> str | None:
    """The folder that is most unlike the others in its reference format; the first where all are alike."""
    total: Counter[str] = sum(formats.values(), Counter())
    folders = [folder for folder in formats if folder != "."]
    return max(folders, key=lambda folder: total.total() - total[formats[folder].most_common(1)[0][0]], default=None)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.most_common())


def _asked(count: int, of: int, what: str) -> str:
    return f"{count:,} of {_plural(of, what)}" if of > count else _plural(count, what)


def _wrapped(words: Iterable[str]) -> Iterator[str]:
    line = "#  "
    for word in words:
        if len(line) + len(word) > _WIDTH:
            yield line
            line = "#  "
        line += f" {word}"
    if line.strip("# "):
        yield line


def _list(words: Iterable[str]) -> str:
    words = [_plain(word) for word in words]
    return ", ".join(words[:5]) + (f" and {len(words) - 5} more" if len(words) > 5 else "")


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("s" if count != 1 else "")


def _plain(text: str) -> str:
    """A name in a comment: nothing in it ends the line."""
    return "".join(char if char.isprintable() and not "\ud800" <= char <= "\udfff" else "?" for char in text)
