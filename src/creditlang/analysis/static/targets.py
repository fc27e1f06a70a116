"""The rules of an edition that a clause speaks of, and how a sentence calls them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from creditlang.ir import (
    Criterion,
    Direction,
    Edition,
    GradeMove,
    ListKind,
    OnEvent,
    PublicList,
    Registry,
    Reward,
    Sanction,
    stands_against,
)
from creditlang.ir.charter import Target, TargetKind, Targets

Effect = GradeMove | Reward | Sanction | PublicList
Rule = Criterion | Effect


def rules_of(edition: Edition) -> Mapping[str, Rule]:
    """Every rule by name."""
    return {**edition.criteria, **edition.moves, **edition.rewards, **edition.sanctions, **edition.lists}


def selected(targets: Targets, edition: Edition) -> tuple[Rule, ...]:
    """The rules that the targets name, each once, in the order of the edition."""
    return tuple(rule for rule in rules_of(edition).values() if any(_is(rule, target, edition) for target in targets))


def effects(targets: Targets, edition: Edition) -> tuple[Effect, ...]:
    """Those that are no criteria."""
    return tuple(rule for rule in selected(targets, edition) if not isinstance(rule, Criterion))


def criteria(targets: Targets, edition: Edition) -> tuple[Criterion, ...]:
    """Those that are criteria."""
    return tuple(rule for rule in selected(targets, edition) if isinstance(rule, Criterion))


def meant(targets: Targets, *kinds: TargetKind) -> bool:
    """Whether one of these kinds is meant as a whole."""
    return any(target.kind in kinds and target.context is None for target in targets)


def _is(rule: Rule, target: Target, edition: Edition) -> bool:
    if target.kind is None:
        return rule.text.name == target.name
    if target.context is not None and context_of(rule, edition.registry) != target.context:
        return False
    return target.kind is TargetKind.RULES or target.kind in kinds_of(rule, edition)


def kinds_of(rule: Rule, edition: Edition) -> frozenset[TargetKind]:
    """Everything that a charter may call the rule, `rules` apart."""
    against = isinstance(rule, Criterion) and counts_against(rule, edition)
    return frozenset((*_kinds(rule), *((TargetKind.DETRIMENTS,) if against else ())))


def counts_against(criterion: Criterion, edition: Edition) -> bool:
    """Whether a criterion moves points towards worse grades."""
    return stands_against(criterion.sign, edition.grades)


def _kinds(rule: Rule) -> Iterator[TargetKind]:
    match rule:
        case Criterion(sign=sign):
            yield TargetKind.CRITERIA
            yield TargetKind.AWARDS if sign > 0 else TargetKind.DEDUCTIONS
        case GradeMove(direction=direction):
            down = direction is Direction.DOWNGRADE
            yield TargetKind.GRADES
            yield from (TargetKind.DOWNGRADES, TargetKind.DETRIMENTS) if down else (TargetKind.UPGRADES,)
        case Reward():
            yield TargetKind.REWARDS
        case Sanction():
            yield TargetKind.SANCTIONS
            yield TargetKind.DETRIMENTS
        case PublicList(kind=kind):
            yield TargetKind.LISTS
            black = kind is ListKind.BLACK
            yield from (TargetKind.BLACK_LISTS, TargetKind.DETRIMENTS) if black else (TargetKind.RED_LISTS,)


def is_detriment(rule: Rule) -> bool:
    """Whether the rule takes something away. Of criteria, `counts_against` says whether that is bad."""
    return not {TargetKind.DEDUCTIONS, TargetKind.DETRIMENTS}.isdisjoint(_kinds(rule))


def context_of(rule: Rule, registry: Registry) -> str | None:
    """Where the rule takes effect: what it says, or for a criterion the context of its event."""
    if rule.text.context is None and isinstance(rule, Criterion) and isinstance(rule.trigger, OnEvent):
        return registry.events[rule.trigger.event].context
    return rule.text.context


def called(rule: Rule) -> str:
    """As a sentence calls it: ``the sanction `FlightBan` ``."""
    return f"the {kind_word(rule)} `{rule.text.name}`"


def kind_word(rule: Rule) -> str:
    """`criterion`, `downgrade`, `black list` and so on."""
    match rule:
        case Criterion(sign=sign):
            return "award" if sign > 0 else "deduction"
        case GradeMove(direction=direction):
            return direction.value
        case Reward():
            return "reward"
        case Sanction():
            return "sanction"
        case PublicList(kind=kind):
            return f"{kind.value} list"


def counted(rules: Sequence[Rule], many: str = "rules") -> str:
    """`all 3 rules`, or of a single one its name, or that there is none."""
    if not rules:
        return f"there are no {many} here"
    return called(rules[0]) if len(rules) == 1 else f"all {len(rules)} {many}"


def words_of(targets: Targets) -> str:
    """The targets in a sentence: `sanctions and black lists`, `sanctions in travel`."""
    names = [
        f"`{t.name}`" if t.kind is None else t.kind.value + (f" in {t.context}" if t.context else "") for t in targets
    ]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
