"""One decision on a flat scorecard: 30 criteria on facts, 6 bands, 5 entitlements, against other rule engines.

Every engine is given the same rules, written from one list, in the form that it reads fastest; answers are compared on
a thousand people before anything is timed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from figures import Figure, best_of

import creditlang

NUMBERS = tuple(f"fact{index}" for index in range(10))
FLAGS = tuple(f"flag{index}" for index in range(5))
BANDS = (("A", 140), ("B", 110), ("C", 80), ("D", 50), ("E", 20))
"""Grades and where they begin; below the last one it is F."""
ENTITLEMENTS = tuple((f"right{index}", 30 * index, FLAGS[index]) for index in range(5))
"""What is granted from how many points on, to those with a flag."""

Answer = tuple[int, str, tuple[str, ...]]
People = list[dict[str, Any]]


def _criteria() -> list[tuple[str, int, str | None, int]]:
    """A fact, how high it must be, a flag that must be set too (or None), and the points."""
    draw = random.Random(7)
    return [
        (draw.choice(NUMBERS), draw.randrange(10, 90), draw.choice((None, *FLAGS)), draw.randrange(1, 15))
        for _ in range(30)
    ]


CRITERIA = _criteria()


def people() -> People:
    """A thousand people, always the same."""
    draw = random.Random(11)
    return [
        {name: draw.randrange(100) for name in NUMBERS} | {name: draw.random() < 0.5 for name in FLAGS}
        for _ in range(1_000)
    ]


# --- the same rules for every engine -----------------------------------------------------------------


def rulebook() -> str:
    """The rules in this language."""
    lines = ["registry Records", "subject Person"]
    lines += [f"    {name} : number between 0 and 99" for name in NUMBERS]
    lines += [f"    {name} : boolean" for name in FLAGS]
    lines += ["rulebook Flat", "    records Records", "score points", "    starts at 0", "    between 0 and 1000"]
    for index, (fact, least, flag, points) in enumerate(CRITERIA):
        also = f" and {flag}" if flag else ""
        lines += [f"criterion C{index}", f"    while {fact} >= {least}{also}", f"    award {points}"]
    lines.append("grades")
    above = None
    for grade, least in BANDS:
        lines.append(f"    {grade} from {least}" + (f" below {above}" if above else ""))
        above = least
    lines.append(f"    F below {above}")
    for name, least, flag in ENTITLEMENTS:
        lines += [f"reward {name}", '    basis "b"', f"    while points >= {least} and {flag}"]
    return "\n".join(lines) + "\n"


def by_hand() -> Callable[..., Any]:
    """The function that a good programmer would write."""
    lines = ["def decide(person, records, as_of):"]
    lines += [f"    {name} = person[{name!r}]" for name in (*NUMBERS, *FLAGS)]
    lines.append("    points = 0")
    for fact, least, flag, points in CRITERIA:
        also = f" and {flag}" if flag else ""
        lines += [f"    if {fact} >= {least}{also}:", f"        points += {points}"]
    word = "if"
    for grade, least in BANDS:
        lines += [f"    {word} points >= {least}:", f"        grade = {grade!r}"]
        word = "elif"
    lines += ["    else:", "        grade = 'F'", "    rights = []"]
    for name, least, flag in ENTITLEMENTS:
        lines += [f"    if points >= {least} and {flag}:", f"        rights.append({name!r})"]
    lines.append("    return points, grade, rights")
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)
    decide: Callable[..., Any] = names["decide"]
    return decide


def _sum(conjunction: str) -> str:
    tests = (f"{fact} >= {least}" + (f" {conjunction} {flag}" if flag else "") for fact, least, flag, _ in CRITERIA)
    return " + ".join(f"(({test}) ? {points} : 0)" for test, (*_, points) in zip(tests, CRITERIA, strict=True))


def _grade(points: str) -> str:
    found = '"F"'
    for grade, least in reversed(BANDS):
        found = f'({points} >= {least} ? "{grade}" : {found})'
    return found


# --- engines -----------------------------------------------------------------------------------------


def ours() -> Callable[..., Any]:
    """The bare scorer."""
    return creditlang.loads(rulebook()).scorer()


def plain(outcome: Any) -> Answer:
    """An answer of the bare scorer or of the function by hand."""
    points, grade, rights, *_ = outcome
    return points, grade, tuple(right if isinstance(right, str) else right[0] for right in rights)


def zen() -> Callable[[Mapping[str, Any]], Answer]:
    """GoRules ZEN: one expression node."""
    import zen

    expressions = [{"id": "points", "key": "points", "value": _sum("and")}]
    expressions.append({"id": "grade", "key": "grade", "value": _grade("$.points")})
    expressions += [
        {"id": name, "key": name, "value": f"$.points >= {least} and {flag}"} for name, least, flag in ENTITLEMENTS
    ]
    node = {"id": "e", "name": "e", "type": "expressionNode", "content": {"expressions": expressions}}
    ends = [{"id": kind, "name": kind, "type": f"{kind}Node"} for kind in ("input", "output")]
    edges = [
        {"id": "1", "sourceId": "input", "targetId": "e", "type": "edge"},
        {"id": "2", "sourceId": "e", "targetId": "output", "type": "edge"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": [ends[0], node, ends[1]], "edges": edges}))

    def decide(person: Mapping[str, Any]) -> Answer:
        found = decision.evaluate(person)["result"]
        return int(found["points"]), found["grade"], tuple(name for name, *_ in ENTITLEMENTS if found[name])

    return decide


def _two_steps(points_of: Callable[[Any], Any], rest_of: Callable[[Any], Any]) -> Callable[[Mapping[str, Any]], Answer]:
    """For engines without names for values: first the points, then what rests on them."""

    def decide(person: Mapping[str, Any]) -> Answer:
        points = int(points_of(person))
        grade, *rights = rest_of({**person, "points": points})
        return points, str(grade), tuple(name for (name, *_), has in zip(ENTITLEMENTS, rights, strict=True) if has)

    return decide


def _rest(conjunction: str) -> str:
    return ", ".join([_grade("points"), *(f"points >= {at} {conjunction} {flag}" for _, at, flag in ENTITLEMENTS)])


def cel_rust() -> Callable[[Mapping[str, Any]], Answer]:
    """common-expression-language: CEL in Rust."""
    import cel

    points, rest = cel.compile(_sum("&&")), cel.compile(f"[{_rest('&&')}]")
    return _two_steps(points.execute, rest.execute)


def cel_python() -> Callable[[Mapping[str, Any]], Answer]:
    """cel-python: CEL in Python."""
    import celpy

    environment = celpy.Environment()
    points = environment.program(environment.compile(_sum("&&")))
    rest = environment.program(environment.compile(f"[{_rest('&&')}]"))
    json_to_cel = celpy.json_to_cel
    return _two_steps(lambda person: points.evaluate(json_to_cel(person)), lambda p: rest.evaluate(json_to_cel(p)))


def rule_engine() -> Callable[[Mapping[str, Any]], Answer]:
    """rule-engine."""
    import rule_engine as engine

    points, rest = engine.Rule(_sum("and")), engine.Rule(f"[{_rest('and')}]")
    return _two_steps(points.evaluate, rest.evaluate)


# --- measuring ---------------------------------------------------------------------------------------


NOTHING: tuple[dict[str, Any], date] = ({}, date(2024, 1, 1))
"""No records, and a day: what the scorer and the function by hand take beside the facts."""


def _each(decide: Callable[..., Any], everyone: People) -> Callable[[], int]:
    """Decides on everyone by a function that takes facts, records and a day."""
    records, day = NOTHING

    def run() -> int:
        for person in everyone:
            decide(person, records, day)
        return len(everyone)

    return run


def _each_alone(decide: Callable[[Mapping[str, Any]], Answer], everyone: People) -> Callable[[], int]:
    """Decides on everyone by a function that takes facts alone."""

    def run() -> int:
        for person in everyone:
            decide(person)
        return len(everyone)

    return run


def _ours_agrees(everyone: People) -> Callable[..., Any]:
    decide, hand = ours(), by_hand()
    assert all(plain(decide(person, *NOTHING)) == plain(hand(person, *NOTHING)) for person in everyone)
    return decide


def _against(make: Callable[[], Callable[[Mapping[str, Any]], Answer]]) -> float:
    """How many times as long another engine takes."""
    everyone = people()
    decide, peer, hand = _ours_agrees(everyone), make(), by_hand()
    assert all(peer(person) == plain(hand(person, *NOTHING)) for person in everyone), (
        f"{make.__doc__} answers otherwise"
    )
    few = everyone[:100]
    found = best_of({"ours": _each(decide, few), "peer": _each_alone(peer, few)})
    return found["peer"] / found["ours"]


def _against_hand() -> float:
    """How many times as long we take as the function by hand."""
    everyone = people()
    decide = _ours_agrees(everyone)
    few = everyone[:100]
    found = best_of({"ours": _each(decide, few), "hand": _each(by_hand(), few)})
    return found["ours"] / found["hand"]


FLAT = (
    Figure("flat-hand", "bare scorer against a function written by hand", 1.5, "x", _against_hand),
    *(
        Figure(f"flat-{name}", f"{what} against the bare scorer", 20, "x", lambda make=make: _against(make), True)
        for name, what, make in (
            ("zen", "zen-engine", zen),
            ("cel", "common-expression-language", cel_rust),
            ("cel-python", "cel-python", cel_python),
            ("rule-engine", "rule-engine", rule_engine),
        )
    ),
)
