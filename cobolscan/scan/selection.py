"""Which rules run, with which options and severity."""

from __future__ import annotations

from collections.abc import Iterable

from cobolscan.estate.facts import FAMILIES
from cobolscan.rule import EstateRule, Rule, Severity
from cobolscan.scan.errors import UsageProblem, suggestion
from cobolscan.scan.settings import Settings

ALWAYS = "PAR002"  # what was not read is not green: only an explicit --ignore silences it


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
    wanted, unwanted = _matched(settings.select, rules), _matched((*settings.ignore, *settings.ignored_here), rules)
    chosen = (rule for rule in rules if (rule.code in wanted if settings.select else rule.enabled) or rule.code == ALWAYS)
    return {rule for rule in chosen if rule.code not in unwanted and (settings.history or not _needs_history(rule))}


def facts_wanted(rules: Iterable[Rule]) -> frozenset[str]:
    """The kinds of facts that these rules ask of the estate."""
    return frozenset(kind for rule in rules if isinstance(rule, EstateRule) for kind in rule.facts)


def unasked_rules(settings: Settings, rules: Iterable[type[Rule]], chosen: Iterable[Rule]) -> list[Rule]:
    """Rules that run only for the facts that their findings are: of the families that the chosen ones need. What is ignored stays so."""
    chosen = list(chosen)
    families = tuple(FAMILIES[kind] for kind in facts_wanted(chosen) if kind in FAMILIES)
    known = {rule.code for rule in chosen} | _matched((*settings.ignore, *settings.ignored_here), tuple(rules))
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


def _matched(words: Iterable[str], rules: tuple[type[Rule], ...]) -> set[str]:
    return {rule.code for word in words for rule in rules if matches(word, rule)}


def matches(word: str, rule: type[Rule]) -> bool:
    """By code, the start of a code, name, tag or ALL."""
    return rule.code.startswith(word.upper()) or word.lower() in (rule.name, *rule.tags) or word.upper() == "ALL"


def _complain(settings: Settings, rules: tuple[type[Rule], ...]) -> None:
    lists = {"select": settings.select, "ignore": settings.ignore}
    wrong = [f'unknown rule "{word}" in {option}{hint}' for option, words in lists.items() for word, hint in unknown(words, rules)]
    if wrong:
        raise UsageProblem(*wrong)


def unknown(words: Iterable[str], rules: Iterable[type[Rule]]) -> list[tuple[str, str]]:
    """The words that mean no rule, each with a hint at what was meant."""
    rules = tuple(rules)
    known = [name for rule in rules for name in (rule.code, rule.name)]
    return [(word, _hint(word, known)) for word in words if not word or not any(matches(word, rule) for rule in rules)]


def _hint(word: str, known: list[str]) -> str:
    return suggestion(word, known) or suggestion(word.upper(), known) or "; `cobolscan rules` lists them"
