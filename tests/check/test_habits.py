"""Words and ways that drafters bring along, each answered with how the same is said here, and nothing else."""

import pytest

from .texts import GRADES, REGISTRY, SCORE, compile_text, town

BASED = '    basis "b"\n'


def only_hint(text: str) -> tuple[str, str]:
    """Code and advice of the only error about a text."""
    (found,) = compile_text(text).errors
    return found.code, found.hint_text()


@pytest.mark.parametrize(
    ("condition", "code", "advice"),
    [
        ("income is null", "E0150", "ask `is unknown` or `is known`: what is not known is compared with nothing"),
        ("income = none", "E0150", "ask `is unknown` or `is known`: what is not known is compared with nothing"),
        ("round(wealth / 5 EUR) > 3", "E0150", "write `… rounded half up`, after what is rounded"),
        ("floor(wealth / 5 EUR) > 3", "E0150", "write `… rounded down`, after what is rounded"),
        ("first", "E0150", "which record of its kind this one is says `occurrence`: write `occurrence = 1`"),
        ("born < today", "E0150", "the day that is decided for is `as_of`"),
        ("Grade is at least A", "E0150", "did you mean `grade`?"),
        ("Points >= 5", "E0150", "did you mean `points`?"),
        ("age >= 18", "E0150", "whole years are counted by `years between born and as_of`, from any date"),
        ('grade is "A"', "E0202", "write `A` without quotation marks"),
        ('grade is "best"', "E0202", "write the name of a grade"),
        ("income is known and income > 500", "E0202", "write the amount with its currency, such as `500 EUR`"),
        ("wealth + 5 USD > 1 EUR", "E0201", "amounts in two currencies have no fixed relation; write both in one"),
        ("wealth * wealth > 1 EUR", "E0201", "multiply an amount by a plain number or a percentage"),
    ],
)
def test_conditions(condition: str, code: str, advice: str) -> None:
    text = town(SCORE, GRADES, f"reward R\n{BASED}    while {condition}\n")
    assert (code, advice) == only_hint(text)


@pytest.mark.parametrize(
    ("rule", "code", "advice"),
    [
        ('on Offence where kind is "drunk"\n    award 5', "E0202", "write `drunk` without quotation marks"),
        (
            "on Offence where kind is drunk or speeding\n    award 5",
            "E0154",
            "it is a value of `kind`: write `kind is speeding`, or for several `kind is one of …, speeding`",
        ),
        (
            "on Gift\n    award (amount - 50 EUR) / 10 EUR rounded down",
            "E0207",
            "let `where` leave these cases out, or write `max(0, …)`",
        ),
        ("on Gift\n    award 5\n    weight 40", "E0207", "write `weight 40%`"),
        ("on Gift\n    award occurrence within 0 days", "E0508", "`within` needs one day at least"),
        ("award count of Gift within 0 months", "E0508", "`within` needs one day at least"),
        (
            "on Gift\n    award count",
            "E0207",
            "declare `count` with bounds, such as `between 0 and 1_000`, or write `max(",
        ),
        ("award five", "E0150", "write the number in digits: `5`"),
        ("award -5", "E0207", "write `deduct 5` if points are taken, `award 5` if they are given"),
        ("deduct 0 - 5", "E0207", "`deduct` takes points and `award` gives them: what stands behind either has no "),
        ("award 1.000", "E0209", "write it without decimals; if thousands are meant, `1_000`"),
        ("award 1.250", "E0209", "write it without decimals; if thousands are meant, `1_250`"),
        ("award if age(as_of) > 5 then 1 else 0", "E0150", "whole years are counted by `years between born and as_of`"),
        ("on Gift\n    award amount", "E0200", "write points as a plain number; money becomes one by division: "),
        ("on Gift\n    award f(amount)", "E0200", "divide by an amount to get a number: `… / 1 EUR`"),
    ],
)
def test_criteria(rule: str, code: str, advice: str) -> None:
    score = f"{SCORE}    rounded half up\n"
    registry = REGISTRY.replace("event Gift in finance\n", "event Gift in finance\n    count : number\n")
    functions = "define f(x : number between 0 and 9) = x"
    text = town(functions, score, f"criterion C\n{BASED}    {rule}\n", registry=registry)
    found, hint = only_hint(text)
    assert (code, advice) == (found, hint[: len(advice)])


def test_a_header_row_that_holds_the_values_of_another_key_is_one_message() -> None:
    rows = "                 | speeding | drunk\n    below 5      | 1        | 2\n    5 or 6       | 3        | 4\n"
    table = f"table T by kind : Offence.kind, age : number between 0 and 6 gives points\n{rows}"
    rule = f"criterion C\n{BASED}    on Offence\n    award T(kind, 5)\n"
    assert only_hint(town(table, SCORE, rule)) == ("E0303", "behind `by`, name `age` first and `kind` last")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("integer", "number"),
        ("String", "text"),
        ("bool", "boolean"),
        ("float", "decimal(2)"),
        ("datetime", "date"),
        ("enum", "one of …"),
        ("currency", "money(CNY)"),
        ("dat", "date"),
        ("Persons", "Person"),
    ],
)
def test_types(written: str, meant: str) -> None:
    text = REGISTRY.replace("veteran   : boolean", f"veteran   : {written}")
    assert ("E0210", f"did you mean `{meant}`?") == only_hint(text)


@pytest.mark.parametrize(("written", "meant"), [("RMB", "CNY"), ("YEN", "JPY")])
def test_currencies(written: str, meant: str) -> None:
    text = REGISTRY.replace(
        "amount : money(EUR) between 0 EUR and 1_000_000 EUR", f"amount : money({written}) at least 0"
    )
    assert ("E0208", f"did you mean `{meant}`?") == only_hint(text)


def test_a_name_that_is_a_value_of_a_choice_may_be_null() -> None:
    registry = REGISTRY.replace("one of speeding, drunk", "one of none, drunk")
    rule = f"criterion C\n{BASED}    on Offence where kind is none\n    award 5\n"
    assert compile_text(town(SCORE, rule, registry=registry)).errors == ()


def test_an_end_of_a_state_of_affairs_is_one_error() -> None:
    rule = (
        f"sanction S\n{BASED}    while veteran\n    notice none\n"
        '    appeal to "x" within 10 days\n    lifted when settled is known\n'
    )
    assert [found.code for found in compile_text(town(rule)).errors] == ["E0402"]


def test_a_rulebook_whose_registry_has_no_name_is_not_blamed() -> None:
    registry = REGISTRY.replace("registry Records", 'registry "Records"')
    rule = f"criterion C\n{BASED}    award 5\n"
    assert [found.code for found in compile_text(town(SCORE, rule, registry=registry)).errors] == ["E0025"]


@pytest.mark.parametrize(
    ("rows", "advice"),
    [
        (
            "    speeding | 1\n    drunk | 2\n    any | 3\n",
            "rows have no order, and each case stands in one row: `any` answers also what has a row of its own",
        ),
        (
            "    | kind | points |\n    |---|---|\n    | speeding | 1 |\n    | drunk | 2 |\n",
            "rows have no bars at their ends and no line of hyphens among them; only a header begins with one",
        ),
    ],
)
def test_tables(rows: str, advice: str) -> None:
    rule = f"criterion C\n{BASED}    on Offence\n    award T(kind)\n"
    text = town(f"table T by kind : Offence.kind gives points\n{rows}", SCORE, rule)
    (found,) = compile_text(text).errors
    assert advice == found.hint_text()


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ("Person born 1980", "write the whole date, year, month and day, such as `1980-01-31`"),
        ("Person children 2 weeks", "write the number without its unit: a plain number is wanted, not a duration"),
    ],
)
def test_values_of_a_scenario(given: str, advice: str) -> None:
    case = f'scenario "s"\n    as of 2020-06-01\n    {given}\n    expect points 0\n'
    errors = compile_text(town(SCORE, case)).errors
    assert [advice] == [found.hint_text() for found in errors if found.code == "E0200"]


def test_points_of_a_field_without_a_lowest_value_ask_for_bounds() -> None:
    registry = REGISTRY.replace("event Gift", "event Fee\n    sum : money(EUR)\nevent Gift", 1)
    rule = f"criterion R\n{BASED}    on Fee\n    deduct sum / 10 EUR rounded down\n    expires after 1 year\n"
    found = compile_text(town(SCORE, rule, registry=registry)).errors
    assert [(each.code, each.hint_text()) for each in found] == [
        ("E0207", "declare `sum` with bounds in the registry, or let `where` leave these cases out")
    ]
