"""Which rules run, with which options and severity.

A rule may be named by several words: the more specific one holds, wherever it is given. From the least to the most specific: ALL, a tag, a
family or the start of a code (the longer one), code or name. Of equals `ignore` holds. Without `select` the rules that are on by default
run; `extend-select` adds to these, as it adds to `select`.
"""

from __future__ import annotations

from collections.abc import Iterable

from cobolscan.estate.facts import FAMILIES
from cobolscan.near import meant, nearest
from cobolscan.rule import EstateRule, Rule, Severity
from cobolscan.scan.errors import UsageProblem
from cobolscan.scan.settings import Settings

ALWAYS = "PAR002"  # what was not read is not green: only an explicit --ignore silences it
_HINTS, _LONGEST = 100, 100  # unknown words for which the nearest known one is looked for, and how long they may be
REASONS = "SUP004"  # runs when reasons are required
WORDS = {
    "limits": "LIM",
    "magic": "MAG",
    "waits": "WAI",
    "history": "HIS",
    "dates": "DAT",
    "flow": "FLO",
    "data": "DTA",
    "files": "IOS",
    "security": "SEC",
    "estate": "EST",
    "reading": "PAR",
    "suppressions": "SUP",
}
"""The families by the words that people know them by: a word stands for its prefix."""
_ALL, _TAG, _START, _RULE = 0, 1, 2, 10  # how specific a word is; the length of a start is added to _START


def rules_for(settings: Settings, rules: Iterable[type[Rule]]) -> list[Rule]:
    """Instances of the rules that these settings ask for."""
    rules = tuple(rules)
    _complain(settings, rules)
    run = settings.folders.run if settings.folders is not None else settings
    own, of_run = _chosen(settings, rules), _chosen(run, rules)
    together = {rule for rule in rules if issubclass(rule, EstateRule)}  # what is about all programs is a matter of the run
    return [_instance(rule, run if rule in together else settings) for rule in rules if rule in (of_run if rule in together else own)]


def codes_on(settings: Settings, rules: Iterable[type[Rule]]) -> frozenset[str]:
    """The codes of the rules that are on by these settings alone: those about all programs as well."""
    return frozenset(rule.code for rule in _chosen(settings, tuple(rules)))


def _chosen(settings: Settings, rules: tuple[type[Rule], ...]) -> set[type[Rule]]:
    return {rule for rule in rules if _runs(rule, settings) and (settings.history or not _needs_history(rule))}


def _runs(rule: type[Rule], settings: Settings) -> bool:
    asked = _asked(rule, settings)
    if asked is not None:
        return asked
    if rule.code == REASONS and settings.require_reason:
        return True
    return rule.code == ALWAYS or (rule.enabled and not settings.select)


def _asked(rule: type[Rule], settings: Settings) -> bool | None:
    """What the most specific word says about a rule; None when no word is about it. What is off for this file is off."""
    if _nearest(settings.ignored_here, rule) >= 0:
        return False
    wanted = _nearest((*settings.select, *settings.extend_select), rule)
    unwanted = _nearest(settings.ignore, rule)
    return None if wanted == unwanted == -1 else wanted > unwanted


def _nearest(words: Iterable[str], rule: type[Rule]) -> int:
    return max((specificity(word, rule) for word in words), default=-1)


def facts_wanted(rules: Iterable[Rule]) -> frozenset[str]:
    """The kinds of facts that these rules ask of the estate."""
    return frozenset(kind for rule in rules if isinstance(rule, EstateRule) for kind in rule.facts)


def unasked_rules(settings: Settings, rules: Iterable[type[Rule]], chosen: Iterable[Rule]) -> list[Rule]:
    """Rules that run only for the facts that their findings are: of the families that the chosen ones need. What is ignored stays so."""
    chosen = list(chosen)
    families = tuple(FAMILIES[kind] for kind in facts_wanted(chosen) if kind in FAMILIES)
    known = {rule.code for rule in chosen} | {rule.code for rule in rules if _asked(rule, settings) is False}
    wanted = (rule for rule in rules if rule.code.startswith(families) and rule.enabled and not issubclass(rule, EstateRule))
    return [_instance(rule, settings) for rule in wanted if families and rule.code not in known]


def _instance(rule: type[Rule], settings: Settings) -> Rule:
    shared = {name: value for name, value in settings.rule_options.get(rule.shares, {}).items() if name != "severity"}
    options = shared | settings.rule_options.get(rule.code, {})
    severity = options.pop("severity", None)
    instance = rule(options, pedantic=settings.pedantic)
    if severity:
        vars(instance)["severity"] = Severity(severity)
    return instance


def _needs_history(rule: type[Rule]) -> bool:
    return rule.code.startswith("HIS") or rule.nodes in (("note",), ("remark",))


def specificity(word: str, rule: type[Rule]) -> int:
    """How specific a word is about a rule, -1 when it is not about it."""
    start, name = word.upper(), word.lower()
    if start == rule.code or name == rule.name:
        return _RULE
    start = WORDS.get(name, start)
    if rule.code.startswith(start):
        return _START + len(start)
    return _TAG if name in rule.tags else _ALL if start == "ALL" else -1


def matches(word: str, rule: type[Rule]) -> bool:
    """By code, the start of a code, name, family, tag or ALL."""
    return specificity(word, rule) >= 0


def hint(word: str, rules: Iterable[type[Rule]]) -> str:
    """What may have been meant by a word that names no rule."""
    rules = tuple(rules)
    names = [name for rule in rules for name in (rule.code, rule.name, *rule.tags)]
    families = (word for word, start in WORDS.items() if any(rule.code.startswith(start) for rule in rules))
    known = {name.lower(): name for name in (*names, *families)}
    near = nearest(word.lower(), known)
    return meant(known[near] if near else None)


def _complain(settings: Settings, rules: tuple[type[Rule], ...]) -> None:
    lists = {"select": settings.select, "ignore": settings.ignore, "extend-select": settings.extend_select}
    wrong = [f'unknown rule "{word}" in {option}{told}' for option, words in lists.items() for word, told in unknown(words, rules)]
    if wrong and not settings.rules_left_out:
        raise UsageProblem(*wrong)


def unknown(words: Iterable[str], rules: Iterable[type[Rule]]) -> list[tuple[str, str]]:
    """The words that mean no rule, each with a hint at what was meant."""
    rules = tuple(rules)
    wrong = [word for word in words if not word or not any(matches(word, rule) for rule in rules)]
    hints = [hint(word, rules) if len(word) <= _LONGEST else "" for word in wrong[:_HINTS]]  # to look for one costs a look at all rules
    hints += [""] * (len(wrong) - len(hints))
    return [(word, told or "; `cobolscan rules` lists them") for word, told in zip(wrong, hints, strict=True)]
