"""What drafters get wrong, and the one message that mends it: its kind, its place and its advice."""

import pytest
from spanned import read

from creditlang.diagnostics import Diagnostic
from creditlang.syntax import errors

IN_CRITERION = "rulebook R\ncriterion A\n    "
IN_RULEBOOK = "rulebook R\n"
IN_SUBJECT = "registry R\nsubject P\n    "


def only(text: str) -> Diagnostic:
    _, found = read(text)
    assert len(found) == 1, [str(d) for d in found]
    return found[0]


def check(text: str, kind: type[Diagnostic], place: str, advice: str) -> None:
    found = only(text)
    assert (kind, place) == (type(found), found.span and found.span.text)
    assert advice in f"{found.message_text()}; {found.hint_text()}"


@pytest.mark.parametrize(
    ("clause", "kind", "place", "advice"),
    [
        ("expries after 2 years", errors.UnknownClause, "expries", "did you mean `expires`?"),
        ("onn Donation", errors.UnknownClause, "onn", "did you mean `on`?"),
        (
            "only the largst per act",
            errors.UnknownClause,
            "only the largst per",
            "did you mean `only the largest per`?",
        ),
        ("subtract 5", errors.UnknownClause, "subtract", "did you mean `deduct`?"),
        ("zzz 5", errors.UnknownClause, "zzz", "its lines begin with `at most`, `at most once in`, `award`, `basis`"),
        ("notice 10 days", errors.MisplacedClause, "notice", "`notice` is a clause of a downgrade, an upgrade, a rew"),
        ("in force from 2019-01-01", errors.MisplacedClause, "in force", "is a clause of a rulebook"),
        ("lasts 5 days", errors.MisplacedClause, "lasts", "does not belong in a criterion"),
        ("award", errors.UnexpectedEnd, "award", "what can follow: a value, `assessed between`"),
        ("at most 30", errors.UnexpectedEnd, "30", "`in total`, `per calendar month`"),
        ("at most 30 per year", errors.UnexpectedText, "per", "did you mean `per calendar year`?"),
        (
            "expires in 2 years",
            errors.UnexpectedText,
            "in",
            "what can stand here: `after`, `at end of`, `never` or `with earlier records`",
        ),
        ("at most 30 a year", errors.UnexpectedText, "a", "did you mean `per calendar year`?"),
        ("expires 2 years", errors.UnexpectedText, "2", "write `after` before `2`"),
        ("on D a > 5", errors.UnexpectedText, "a", "write `where` before `a`"),
        ('basis: "x"', errors.UnexpectedText, ":", "delete `:`"),
        ('basis = "x"', errors.UnexpectedText, "=", "delete `=`"),
        ("expires after for 2 years", errors.UnexpectedText, "for", "delete `for`"),
        ("in traffic -- a remark", errors.ForeignOperator, "--", "write `#`"),
        ("award T[5]", errors.UnknownSign, "[", "write `(` and `)`"),
        ("award 5 {", errors.UnknownSign, "{", "what belongs together is indented"),
        ('basis "x" source documented', errors.ExtraText, "source", "begin another clause on a line of its own"),
        ("award 5 points please", errors.ExtraText, "please", "complete before `please`"),
        ("award 5 each", errors.UnexpectedText, "each", "`award` counts once for each record"),
        ("on D within 10 days", errors.UnexpectedText, "within", "`expires after 2 years`"),
        ("on D if a > 5", errors.UnexpectedText, "if", "write `where`: `on D where …`"),
        ("on D over 5 EUR", errors.UnexpectedText, "over", "behind `where`: `on D where FIELD > 5`"),
        ("on D unless a", errors.UnexpectedText, "unless", "`on D where not (a)`"),
        ("award 5 unless a > 2", errors.UnexpectedText, "unless", "write `award if a > 2 then 0 else 5`"),
        ("on D where a unless b > 2", errors.UnexpectedText, "unless", "write `and not (b > 2)`"),
        ("on D where a is known over 5", errors.UnexpectedText, "over", "another condition: `and a > …`"),
        ("expires after twenty-one days", errors.UnexpectedText, "twenty-one days", "digits: `21 days`"),
        ("on D, where a > 5", errors.ExtraText, ",", "delete `,`"),
        ("on D were a > 5", errors.ExtraText, "were", "did you mean `where`?"),
        ("award 5 yaers", errors.ExtraText, "yaers", "did you mean `years`?"),
        ("weight 35 percent", errors.ExtraText, "percent", "did you mean `%`?"),
        ("award 5 @", errors.UnknownSign, "@", "`@` has no meaning here"),
        ("award 5;", errors.UnknownSign, ";", "`;` has no meaning here"),
        ("basis Law of traffic, art. 9", errors.MissingQuotes, "Law of traffic", 'write "Law of traffic"'),
        ("in road traffic", errors.NameWithSpace, "road traffic", "a name is one word, such as `road_traffic`"),
        ("on Traffic Offence where a", errors.NameWithSpace, "Traffic Offence", "such as `TrafficOffence`"),
        ("award latest * 5", errors.ReservedName, "latest", "put it in back-quotes: `` `latest` ``"),
        ("award not + 1", errors.ReservedName, "not", "put it in back-quotes"),
    ],
)
def test_slips_in_clauses(clause: str, kind: type[Diagnostic], place: str, advice: str) -> None:
    check(IN_CRITERION + clause, kind, place, advice)


@pytest.mark.parametrize(
    ("clause", "kind", "place", "advice"),
    [
        ("on D where a == 5", errors.ForeignOperator, "==", "write `=`"),
        ("on D where a && b", errors.ForeignOperator, "&&", "write `and`"),
        ("on D where a || b", errors.ForeignOperator, "||", "write `or`"),
        ("on D where a <> 5", errors.ForeignOperator, "<>", "write `!=`"),
        ("on D where a => 5", errors.ForeignOperator, "=>", "write `>=`"),
        ("on D where a =< 5", errors.ForeignOperator, "=<", "write `<=`"),
        ("on D where !a", errors.ForeignOperator, "!", "write `not`"),
        ("// a remark", errors.ForeignOperator, "//", "write `#`"),
        ("on D where a < b < c", errors.ChainedComparison, "<", "join two comparisons with `and`"),
        ("on D where a is b is c", errors.ChainedComparison, "is", "`x is between 1 and 5`"),
        ("on D where 1 <= a <= 3", errors.ChainedComparison, "<=", "join two comparisons with `and`"),
        ("on D where a in (b, c)", errors.UnexpectedText, "in (b, c)", "write `is one of b, c`"),
        ("on D where a not in [b, c]", errors.UnexpectedText, "not in [b, c]", "write `is not one of b, c`"),
        ("award a > 5 ? 1 : 0", errors.UnknownSign, "?", "write `if CONDITION then VALUE else OTHER VALUE`"),
        (
            "award if count of D in the last 3 years > 2 then 5 else 0",
            errors.UnexpectedText,
            "in the last 3 years",
            "write `within 3 years`",
        ),
        ("while points at least 5", errors.UnexpectedText, "at", "write `is` before `at`"),
        ("while a unknown", errors.UnexpectedText, "unknown", "write `is` before `unknown`"),
        ("while grade A", errors.UnexpectedText, "A", "write `is` before `A`"),
        ("while exists of D", errors.UnexpectedText, "of", "delete `of`"),
        ("deduct if a: 5 else 3", errors.UnexpectedText, ":", "write `then` instead"),
        ("award x / 2 rounded", errors.MissingRounding, "rounded", "`rounded half up`"),
        ("award x / 2 rounded to 2 decimals", errors.MissingRounding, "rounded", "`rounded down`"),
        ("award x / 2 rounded dwon", errors.UnexpectedText, "dwon", "did you mean `down`?"),
        ("award if a 5 else 3", errors.MissingThen, "5", "`then` is missing"),
        ("award if a else 5", errors.MissingThen, "if", "`then` is missing"),
        ("award a / 2 rounded down + b", errors.RoundedInside, "rounded down +", "`(… rounded down) + …`"),
        ("award a rounded half up to 10 * b", errors.RoundedInside, "rounded half up to 10 *", "in parentheses"),
        ("award points 5", errors.PointsFormat, "points 5", "write `5 points`, or only `5`"),
        ("award count of Gift points", errors.PointsFormat, "points", "leave `points` out"),
        ("award between 5 and 10", errors.NotAssessed, "award between", "`award assessed between 5 and 10`"),
        ("award if a then 5", errors.MissingElse, "if", "`else 0`"),
        ("award 5 if a", errors.MissingElse, "if", "`else` is missing"),
        ("award if a then 5 elif b then 3 else 0", errors.ElseIf, "elif", "write `else if`"),
        ("award if a thn 5 else 0", errors.UnexpectedText, "thn", "did you mean `then`?"),
        ("on D where a = unknown", errors.UnknownAsValue, "unknown", "ask `is unknown` or `is known`"),
        ("while count of D where a = 5 >= 2", errors.OpenCondition, " >= 2", "whole `count of … where …` in parenthes"),
        ("award sum of D.x where a is known * 2", errors.OpenCondition, " * 2", "whole `sum of … where …` in parenth"),
        ("deduct 10 if occurence within 1 year else 5", errors.UnexpectedText, "occurence", "mean `occurrence`?"),
        ("award cuont of Donation", errors.UnexpectedText, "cuont of", "did you mean `count of`?"),
        ("award count Donation", errors.UnexpectedText, "count", "did you mean `count of`?"),
    ],
)
def test_slips_in_expressions(clause: str, kind: type[Diagnostic], place: str, advice: str) -> None:
    check(IN_CRITERION + clause, kind, place, advice)


@pytest.mark.parametrize(
    ("written", "kind", "place", "advice"),
    [
        ("2023-02-30", errors.ImpossibleDate, "2023-02-30", "the last day of that month is 2023-02-28"),
        ("2024-02-30", errors.ImpossibleDate, "2024-02-30", "the last day of that month is 2024-02-29"),
        ("2023-13-01", errors.ImpossibleDate, "2023-13-01", "the month (01 to 12)"),
        ("0000-01-01", errors.ImpossibleDate, "0000-01-01", "there is no day `0000-01-01`"),
        ("2023/02/28", errors.DateFormat, "2023/02/28", "with hyphens: 2023-02-28"),
        ("28.02.2023", errors.DateFormat, "28.02.2023", "with hyphens: 2023-02-28"),
        ("02/28/2023", errors.DateFormat, "02/28/2023", "with hyphens: 2023-02-28"),
        ("03/04/2023", errors.DateFormat, "03/04/2023", "with hyphens: 2023-04-03 or 2023-03-04"),
        ("2023年2月8日", errors.DateFormat, "2023年2月8日", "with hyphens: 2023-02-08"),
        ("2023-2-8", errors.DateFormat, "2023-2-8", "with hyphens: 2023-02-08"),
        ("¥500", errors.MoneyFormat, "¥500", "`500 CNY`"),
        ("￥500", errors.MoneyFormat, "￥500", "`500 CNY`"),
        ("CNY 500", errors.MoneyFormat, "CNY 500", "`500 CNY`"),
        ("$5.20", errors.MoneyFormat, "$5.20", "`5.20 USD`"),
        ("500元", errors.MoneyFormat, "500元", "`500 CNY`"),
        ("500 cny", errors.MoneyFormat, "500 cny", "`500 CNY`"),
        ("500 yuan", errors.MoneyFormat, "500 yuan", "`500 CNY`"),
        ("2,5", errors.CommaInNumber, "2,5", "write `2.5`"),
        ("1,300", errors.CommaInNumber, "1,300", "write `1_300`"),
        ("1,300,000.50", errors.CommaInNumber, "1,300,000.50", "write `1_300_000.50`"),
        ("1 month 3 days", errors.MixedDuration, "1 month 3 days", "years and months, or weeks and days"),
        ("2.5 years", errors.BrokenDuration, "2.5 years", "such as `18 months`"),
        ("9" * 61, errors.TooLong, "9" * 61, "more than 60 digits"),
    ],
)
def test_slips_in_values(written: str, kind: type[Diagnostic], place: str, advice: str) -> None:
    check(f"{IN_CRITERION}award {written}", kind, place, advice)


def test_a_comma_in_a_number_is_seen_where_a_comma_is_in_order() -> None:
    check('scenario "s"\n    Person fine 2,5 CNY', errors.CommaInNumber, "2,5", "write `2.5`")


@pytest.mark.parametrize(
    ("text", "kind", "place", "advice"),
    [
        ("criterion", errors.MissingName, "criterion", "the name is missing"),
        ('criterion "Title"', errors.MissingName, "criterion", "the name is missing"),
        ('criterion Drunk Driving "x"', errors.NameWithSpace, "Drunk Driving", "such as `DrunkDriving`"),
        ("criterion A Long title", errors.NameWithSpace, "A Long title", 'in quotation marks: `A "Long title"`'),
        ("downgrade X", errors.MissingGrade, "downgrade X", "`downgrade X to D`"),
        ('upgrade X "title"', errors.MissingGrade, 'upgrade X "title"', "does not say to which grade"),
        ("downgrade X too D", errors.UnexpectedText, "too", "did you mean `to`?"),
        ("define f = ", errors.UnexpectedEnd, "=", "what can follow: a value"),
        ("define f := 5", errors.ForeignOperator, ":=", "write `=`"),
        ("critereon A", errors.UnknownDeclaration, "critereon", "did you mean `criterion`?"),
        ("// lending rules", errors.UnknownDeclaration, "/", "a remark begins with `#`"),
        ("zzz A", errors.UnknownDeclaration, "zzz", "begins with `import`, `registry`"),
        ("subject P", errors.MisplacedDeclaration, "subject", "put it under a `registry` line"),
        ("scenario one case", errors.MissingQuotes, "one case", 'write "one case"'),
        ("    authority Office of Credit", errors.MissingQuotes, "Office of Credit", 'write "Office of Credit"'),
        ("    edition 2019", errors.MissingQuotes, "2019", 'write "2019"'),
        ("    in force since 2019-01-01", errors.UnexpectedText, "since", "did you mean `from`?"),
        ("criterion: A", errors.UnexpectedText, ":", "delete `:`"),
        ('scenario "s"\n    expect points: 5', errors.UnexpectedText, ":", "delete `:`"),
        ("    in force 2019-01-01", errors.UnexpectedText, "2019-01-01", "write `from` before `2019-01-01`"),
        ("criterion A:\n    award 5", errors.UnexpectedText, ":", "delete `:`"),
        ("score points\n    between 0-1300", errors.RangeWithHyphen, "0-1300", "write `0 and 1300`"),
        ("parameter P = 5", errors.UnexpectedText, "=", "a value that never changes is a `define P = …`"),
        ("sanction S\n    notice 10", errors.UnexpectedText, "10", "write `10 days`, `10 months` or `10 years`"),
        ('sanction S\n    appeal "x" within 10 days', errors.UnexpectedText, '"x"', 'write `to` before `"x"`'),
        ('sanction S\n    appeal to "x"', errors.UnexpectedEnd, '"x"', "`within`, then a period such as `10 days`"),
        ("sanction S\n    lasts for 2 years", errors.UnexpectedText, "for", "delete `for`"),
        ('scenario "s"\n    Person born: 1980-05-04', errors.UnexpectedText, ":", "delete `:`"),
        ('scenario "s"\n    expect grade is B', errors.UnexpectedText, "is", "delete `is`"),
        ('scenario "s"\n    expect 950 points', errors.UnexpectedText, "950 points", "write `points 950`"),
        (
            'scenario "s"\n    Help 2020-01-10',
            errors.UnexpectedText,
            "Help 2020-01-10",
            "write the day first: `2020-01-10 Help …`",
        ),
        ('scenario "s"\n    expect points = 5', errors.PointsFormat, "points =", "`points 5`"),
        ("    in force from 2019-01-01 to 2020-01-01", errors.ExtraText, "to", "did you mean `until`?"),
        ("    under Due Process, Other", errors.NameWithSpace, "Due Process", "such as `DueProcess`"),
        (
            "    enacted 2019-01-01 after 1 month of public comment",
            errors.CommentInMonths,
            "1 month",
            "such as `30 days`",
        ),
        ("score points\n    start at 100", errors.UnknownClause, "start at", "did you mean `starts at`?"),
        ("grades\n    A above 50", errors.UnexpectedText, "above 50", "`from 50` takes in 50 itself"),
        ("grades\n    A 850-959", errors.RangeWithHyphen, "850-959", "write `from 850 to 959`"),
        ("grades\n    A 850+", errors.UnexpectedText, "850+", "write `from 850`"),
        ("grades\n    A 850", errors.UnexpectedText, "850", "write `below` or `from` before `850`"),
        ("grades\n    A under 50", errors.UnexpectedText, "under", "did you mean `below`?"),
        ("group G\n    at mots 100", errors.UnknownClause, "at mots", "did you mean `at most`?"),
        ("group G\n    lasts 1 day", errors.MisplacedClause, "lasts", "does not belong in a group"),
        ("group G\n    note, B", errors.ReservedName, "note", "put it in back-quotes"),
        ("reward B\n    grant bus pass", errors.MissingQuotes, "bus pass", 'write "bus pass"'),
        ("charter C\n    forbd x", errors.UnknownClause, "forbd", "did you mean `forbid`?"),
        ('scenario "x"\n    as off 2020-01-01', errors.UnknownClause, "as off", "did you mean `as of`?"),
        ('scenario "x"\n    expct points 5', errors.UnknownClause, "expct", "did you mean `expect`?"),
        ("parameter P : money(CNY)\n    2020-01-01 5 CNY", errors.UnknownClause, "2020-01-01", "begin with `from`"),
    ],
)
def test_slips_in_rulebooks(text: str, kind: type[Diagnostic], place: str, advice: str) -> None:
    check(IN_RULEBOOK + text, kind, place, advice)


@pytest.mark.parametrize(
    ("text", "kind", "place", "advice"),
    [
        ("born date", errors.UnexpectedText, "date", "write `:` before `date`"),
        ("a : money at least 0", errors.IncompleteType, "money", "write `money(CNY)`"),
        ("a : decimal", errors.IncompleteType, "decimal", "does not say how many decimals"),
        ("a : optional text", errors.ExtraText, "optional text", "write the type first: `text optional`"),
        ("a : number optional at least 0", errors.ExtraText, "optional at least 0", "write the bounds first: `at lea"),
        ("a : text?", errors.UnknownSign, "?", "write `optional` after the type"),
        ("a : red | amber | green", errors.UnknownSign, "|", "write `one of red, amber, green`"),
        ('a : one of "red", "green"', errors.UnexpectedText, '"red"', "write `red` without quotation marks"),
        ('a : one of "deep red"', errors.UnexpectedText, '"deep red"', "in back-quotes: `` `deep red` ``"),
        ("a : one of speeding, red light", errors.NameWithSpace, "red light", "such as `red_light`"),
        ("a : nummer(2)", errors.UnexpectedText, "nummer", "`decimal(2)` or `money(CNY)`"),
        ("a : decmal(2)", errors.UnexpectedText, "decmal", "did you mean `decimal`?"),
        ("a : number > 0", errors.ExtraText, ">", "did you mean `at least`?"),
        ("a : number between 0 to 5", errors.UnexpectedText, "to", "did you mean `and`?"),
        ("a : number between 0", errors.UnexpectedEnd, "0", "`and`"),
        ("a : text optionl", errors.ExtraText, "optionl", "did you mean `optional`?"),
        ("kind : one of a, b, optionl", errors.FlagAsChoice, "optionl", "did you mean `optional`?"),
        ("kind : one of a b, c", errors.NameWithSpace, "a b", "such as `a_b`"),
    ],
)
def test_slips_in_fields(text: str, kind: type[Diagnostic], place: str, advice: str) -> None:
    check(IN_SUBJECT + text, kind, place, advice)


@pytest.mark.parametrize(
    ("row", "kind", "place", "advice"),
    [
        ("under 18 | 4", errors.UnexpectedText, "under", "did you mean `below`?"),
        ("18-20 | 3", errors.RangeWithHyphen, "18-20", "write `18 to 20`"),
        ("21+ | 3", errors.UnexpectedText, "21+", "write `from 21`"),
        ("20 | 3 | 4", errors.RowWidth, "20 | 3 | 4", "has 3 parts between its bars, and 2 are needed"),
        ("20", errors.RowWidth, "20", "has 1 parts"),
        ("any |", errors.EmptyCell, "|", "nothing is written"),
        ("| 5", errors.EmptyCell, "|", "nothing is written"),
        ("18 | 4 | | ", errors.RowWidth, "18 | 4 | |", "has 4 parts"),
    ],
)
def test_slips_in_rows(row: str, kind: type[Diagnostic], place: str, advice: str) -> None:
    check(f"table T by a : number gives points\n    0 | 0\n    {row}", kind, place, advice)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("    expi\u200bres after 2 years", "E0005", "\u200b"),
        ("    award 5。", "E0003", "。"),
        ("    at most 30 — 40 in total", "E0003", "—"),
        ("    award 5）", "E0010", "）"),
        ('    basis "one\n      two"', "E0007", '"one'),
        ('    basis "one\n    two"', "E0007", '"one'),
    ],
)
def test_what_follows_from_an_odd_character_or_an_open_text_is_not_told(text: str, code: str, place: str) -> None:
    found = only(f"rulebook R\ncriterion A\n{text}\n    weight 5%\n")
    assert (code, place) == (found.code, found.span and found.span.text)


def test_a_declaration_between_two_levels_is_one_message() -> None:
    _, found = read('rulebook R\n    note "x"\n  criterion A\n    award 1\n')
    assert [(d.code, d.span and d.span.text) for d in found] == [("E0012", "criterion")]


def test_a_declaration_indented_as_far_as_its_clauses_keeps_its_clauses() -> None:
    text = (
        'rulebook R\n    note "x"\n    score points\n    starts at 100\n    between 0 and 5\ncriterion A\n    award 1\n'
    )
    document, found = read(text)
    assert [(d.code, d.span and d.span.text) for d in found] == [("E0012", "score")]
    score, criterion = document.rulebooks[0].declarations
    assert len(score.clauses) == 2  # type: ignore[union-attr]  # the text above has it
    assert criterion.name.text == "A"  # type: ignore[union-attr]  # the text above has it


def test_an_import_needs_quotation_marks() -> None:
    check("import registry.credit", errors.MissingQuotes, "registry.credit", 'write "registry.credit"')


def test_an_import_below_a_unit() -> None:
    check('registry R\nimport "a.credit"', errors.MisplacedDeclaration, "import", "at the top of the file")


def test_each_broken_clause_is_reported_once_and_the_others_are_read() -> None:
    document, found = read(
        "rulebook R\n"
        "    authority Office\n"
        "    sunset 2023-02-30\n"
        "criterion A\n"
        "    expries after 2 years\n"
        '    basis "x"\n'
        "    award 5 + + 5 + + 5\n"
        "    while a\n"
        "criterion\n"
        "    award (5\n"
        "critereon C\n"
        "    nonsense here\n"
        "criterion D\n"
        "    award 1\n"
    )
    expected = [
        (2, "E0023"),
        (3, "E0030"),
        (5, "E0015"),
        (7, "E0020"),
        (9, "E0025"),
        (10, "E0009"),
        (11, "E0013"),
    ]
    assert expected == [(d.span.position.line, d.code) for d in found if d.span]
    (rulebook,) = document.rulebooks
    assert [criterion.name.text for criterion in rulebook.declarations] == ["A", "D"]  # type: ignore[union-attr]  # the text above has it
    assert len(rulebook.declarations[0].clauses) == 2  # type: ignore[union-attr]  # the text above has it


def test_a_misspelt_unit_still_owns_what_follows() -> None:
    document, found = read("rulebok R\ncriterion A\n    award 5\n")
    assert [d.code for d in found] == ["E0013"]
    assert len(document.rulebooks[0].declarations) == 1


def test_a_head_that_is_wrong_behind_its_name_keeps_its_clauses() -> None:
    document, found = read('rulebook R\ncriterion A title\n    basis "x"\n')
    assert [d.code for d in found] == ["E0024"]
    (criterion,) = document.rulebooks[0].declarations
    assert criterion.name.text == "A"  # type: ignore[union-attr]  # the text above has it
    assert len(criterion.clauses) == 1  # type: ignore[union-attr]  # the text above has it


def test_what_could_not_be_read_whole_is_known() -> None:
    document, _ = read("registry R\nsubject P\n    born date\nevent E\n    a : number\nsubject\n")
    assert [span.text for span in document.unread] == ["subject P\n    born date", "subject"]


def test_a_registry_whose_head_is_wrong_keeps_its_declarations() -> None:
    document, found = read("registry Civic Records\nsubject P\n")
    assert [d.code for d in found] == ["E0024"]
    assert document.registries[0].name.text == "Civic"
    assert len(document.registries[0].declarations) == 1


def test_declarations_without_a_unit_are_reported_once_and_all_known_as_lost() -> None:
    document, found = read("criterion A\n    award 5\ncriterion B\n    award 6\n")
    assert [d.code for d in found] == ["E0014"]
    assert len(document.unread) == 2


SANCTION = "sanction S\n    "
CASE = 'scenario "s"\n    '


@pytest.mark.parametrize(
    ("text", "kind", "place", "advice"),
    [
        (SANCTION + "notice one week", errors.UnexpectedText, "one week", "write the number in digits: `7 days`"),
        (SANCTION + "notice two weeks", errors.UnexpectedText, "two weeks", "write the number in digits: `14 days`"),
        (SANCTION + "lasts one month", errors.UnexpectedText, "one month", "write the number in digits: `1 month`"),
        (SANCTION + "lasts half a year", errors.UnexpectedText, "half a year", "write `6 months`"),
        (SANCTION + "lasts for a year", errors.UnexpectedText, "for a year", "write the number in digits: `1 year`"),
        (SANCTION + 'appeal to "x" within ten days', errors.UnexpectedText, "ten days", "in digits: `10 days`"),
        ("criterion A\n    expires after a year", errors.UnexpectedText, "a year", "in digits: `1 year`"),
        ("criterion A\n    award five points", errors.UnexpectedText, "five points", "in digits: `5 points`"),
        (SANCTION + "while points under 10", errors.UnexpectedText, "under", "write `<`: `points < 10`"),
        (SANCTION + "while points over 10", errors.UnexpectedText, "over", "write `>`: `points > 10`"),
        (SANCTION + "while points is over 10", errors.UnexpectedText, "is over", "write `>`: `points > 10`"),
        (SANCTION + "while points more than 10", errors.UnexpectedText, "more than", "write `>`: `points > 10`"),
        (SANCTION + "while points less than 10", errors.UnexpectedText, "less than", "write `<`: `points < 10`"),
        (SANCTION + "while points not more than 10", errors.UnexpectedText, "not more than", "`points <= 10`"),
        (SANCTION + "while points not less than 10", errors.UnexpectedText, "not less than", "`points >= 10`"),
        (SANCTION + "while points befor", errors.UnexpectedText, "points befor", "did you mean `points before`?"),
        ("criterion A\n    on D where fine over 5 CNY", errors.UnexpectedText, "over", "write `>`: `fine > 5 CNY`"),
        ("criterion A\n    while count of D over 5", errors.UnexpectedText, "over", "write `>`"),
        ("criterion A\n    award +5", errors.UnexpectedText, "+", "write `award 5`"),
        ("criterion A\n    award 2 * +5", errors.UnexpectedText, "+", "delete `+`"),
        ("criterion A\n    on a LateReturn", errors.UnexpectedText, "a", "leave out `a`: write `LateReturn`"),
        ("criterion A\n    on any LateReturn", errors.UnexpectedText, "any", "leave out `any`: write `LateReturn`"),
        ("criterion A\n    while exists a Gift where b", errors.UnexpectedText, "a", "leave out `a`: write `Gift`"),
        ("criterion A\n    deduct 1 per day", errors.UnexpectedText, "per day", "that field: `deduct 1 * FIELD`"),
        (
            "criterion A\n    award 5 per calendar year",
            errors.UnexpectedText,
            "per calendar year",
            "a limit is a clause of its own, such as `at most 5 per calendar year`",
        ),
        (CASE + "LateReturn 10 days", errors.UnexpectedText, "10", "the name of its field, such as `days 10`"),
        (CASE + "2020-01-01 Gift 500 CNY", errors.UnexpectedText, "500", "its field, such as `amount 500 CNY`"),
        (CASE + "Person born 4 May 1980", errors.DateFormat, "4 May 1980", "with hyphens: 1980-05-04"),
        (CASE + "Person born May 4th, 1980", errors.DateFormat, "May 4th, 1980", "with hyphens: 1980-05-04"),
        (CASE + "as of 1 Sept. 2020", errors.DateFormat, "1 Sept. 2020", "with hyphens: 2020-09-01"),
        (CASE + "as of 1980", errors.UnexpectedText, "1980", "the whole date, year, month and day, such as `1980-01-3"),
        ("    in force from May 2019", errors.UnexpectedText, "May 2019", "write the whole date"),
        ("sanction No Loans", errors.NameWithSpace, "No Loans", '`NoLoans "No Loans"`'),
        ('sanction No Loans "No loans"', errors.NameWithSpace, "No Loans", "a name is one word, such as `NoLoans`"),
        ("reward B\n    grant 2 books", errors.MissingQuotes, "2 books", 'write "2 books"'),
        ("reward B\n    grant 5 yaers", errors.ExtraText, "yaers", "did you mean `years`?"),
        ("reward B\n    grant 50 percent", errors.ExtraText, "percent", "did you mean `%`?"),
        (CASE + "Person born 31 February 1980", errors.UnexpectedText, "31 February 1980", "there is no such day"),
        (CASE + "2020-01-01 Gift days 10, 5 CNY", errors.UnexpectedText, "5", "its field, such as `amount 500 CNY`"),
        (
            "criterion A\n    while years between a and b over 5",
            errors.UnexpectedText,
            "over",
            "cannot stand here; write `>`",
        ),
        (SANCTION + "impose 3 days ban", errors.MissingQuotes, "3 days ban", 'write "3 days ban"'),
        ("grades\n    A at least 50", errors.UnexpectedText, "at least 50", "write `from 50`, which takes in 50"),
        ("grades\n    A > 50", errors.UnexpectedText, "> 50", "`from 50` takes in 50 itself"),
        (
            SANCTION + "while more than 2 LateReturn within 1 year",
            errors.UnexpectedText,
            "more than 2 LateReturn within 1 year",
            "write `count of LateReturn within 1 year > 2`",
        ),
        (SANCTION + "while grade is better than B", errors.UnexpectedText, "is better than B", "write `> B`"),
        (SANCTION + "while grade is worse than B", errors.UnexpectedText, "is worse than B", "write `< B`"),
        ("reward B\n    grant 5% of income", errors.UnexpectedText, "5% of income", "write `income * 5%`"),
        (
            SANCTION + "while exists Late since 2025-01-01",
            errors.UnexpectedText,
            "exists Late since 2025-01-01",
            "write `exists Late where date >= 2025-01-01`",
        ),
        (
            SANCTION + "on Late or Work",
            errors.UnexpectedText,
            "Late or Work",
            "one rule `on Late` and another `on Work`",
        ),
        (
            SANCTION + "lasts 1 year unless paid is known",
            errors.UnexpectedText,
            "unless paid is known",
            "on a line of its own: `lifted when paid is known`",
        ),
        (SANCTION + "while at least 3 Late", errors.UnexpectedText, "at least 3 Late", "write `count of Late >= 3`"),
        (SANCTION + "notice 21 working days", errors.UnexpectedText, "21 working days", "keeps its own holidays"),
        (SANCTION + "notice 21 calendar days", errors.UnexpectedText, "21 calendar days", "write `21 days`"),
        (SANCTION + "on sanction Ban", errors.UnexpectedText, "sanction Ban", "a rule is set off by a record"),
        (SANCTION + "decided by automatic", errors.UnexpectedText, "automatic", "write `decided automatically`"),
        (SANCTION + "decided by an algorithm", errors.UnexpectedText, "an", "write `decided automatically`"),
        (SANCTION + "decided by Mayor", errors.MissingQuotes, "Mayor", 'write "Mayor"'),
        (CASE + "Person born 1980-02-01 income 5", errors.UnexpectedText, "income", "write a comma before `income`"),
        (SANCTION + "impose 2 x fine", errors.UnexpectedText, "2 x fine", "write `2 * fine`"),
        (
            SANCTION + "lasts 6 months or until paid is known",
            errors.UnexpectedText,
            "or until paid is known",
            "on a line of its own: `lifted when paid is known`",
        ),
        ("criterion A\n    while fine < £12,000", errors.MoneyFormat, "£12,000", "`12_000 GBP`"),
        ("group G at most 5\n    A, B C", errors.UnexpectedText, "C", "a comma between two members: `B, C`"),
        ("group G at most 5\n    A and B", errors.UnexpectedText, "and", "write a comma instead of `and`"),
        (
            "criterion A\n    deduct Costs kind * 2",
            errors.UnexpectedText,
            "Costs kind",
            "to look up in a table, write `Costs(kind)`",
        ),
        ("criterion A\n    deduct Fees of kind", errors.UnexpectedText, "Fees of kind", "write `Fees(kind)`"),
        (
            "criterion A\n    at most once every 3 years",
            errors.UnexpectedText,
            "every 3 years",
            "`at most once in 3 years`",
        ),
        ("criterion A\n    at most once a year", errors.UnexpectedText, "a year", "write `at most once in 1 year`"),
        (
            "criterion A\n    at most 9 per 2 years",
            errors.UnexpectedText,
            "per 2 years",
            "`at most 9 in the last 2 years`",
        ),
        ("criterion A\n    while a And b", errors.UnexpectedText, "And", "did you mean `and`?"),
        ("criterion A\n    while Not b", errors.UnexpectedText, "Not", "did you mean `not`?"),
        ("criterion A\n    award If a then 5 else 0", errors.UnexpectedText, "If", "did you mean `if`?"),
        ("criterion A\n    while grade Is At Least B", errors.UnexpectedText, "Is At Least", "mean `is at least`?"),
        ("criterion A\n    while born before 1960-01-01", errors.UnexpectedText, "before", "`born < 1960-01-01`"),
        ("criterion A\n    while born is after 1960-01-01", errors.UnexpectedText, "is after", "`born > 1960-01-01`"),
        ("criterion A\n    on D where born on or after as_of", errors.UnexpectedText, "on or after", "`born >= as_of`"),
        (
            SANCTION + "while a and no Ban",
            errors.UnexpectedText,
            "no Ban",
            "`not holds Ban` of a reward or sanction, or `not exists Ban` of",
        ),
        (SANCTION + "while a and no S", errors.UnexpectedText, "no S", "write `not holds S`"),
        (
            SANCTION + "while Ban is not in effect",
            errors.UnexpectedText,
            "Ban is not in effect",
            "write `not holds Ban`",
        ),
        ("reward B\n    grant 10 EUR plus 5 EUR", errors.UnexpectedText, "10 EUR plus 5 EUR", "write `10 EUR + 5 EUR`"),
        ("criterion A\n    award hours divided by 2", errors.UnexpectedText, "hours divided by 2", "write `hours / 2`"),
        (
            "criterion A\n    award 1 point per 2 hours",
            errors.UnexpectedText,
            "per 2 hours",
            "write `award hours / 2 rounded down`",
        ),
        (
            "criterion A\n    award 5 per 10 EUR",
            errors.UnexpectedText,
            "per 10 EUR",
            "`award 5 * (FIELD / 10 EUR rounded down)`",
        ),
        (
            "criterion A\n    deduct 2 to 15 points",
            errors.UnexpectedText,
            "deduct 2 to 15 points",
            "`deduct assessed between 2 and 15`",
        ),
        ("score points\n    from 0 to 130", errors.UnexpectedText, "from 0 to 130", "write `between 0 and 130`"),
        (
            "score points\n    starts at 6 for guests, 9 for others",
            errors.UnexpectedText,
            "for guests, 9 for others",
            "write `starts at if CONDITION then 6 else 9`, where `CONDITION` is true of guests",
        ),
        (
            "criterion A\n    if a is b then award 6",
            errors.UnexpectedText,
            "if a is b then award 6",
            "write `award if a is b then 6 else 0`",
        ),
        (
            SANCTION + 'if points < 5 then impose "x"',
            errors.UnexpectedText,
            'if points < 5 then impose "x"',
            'write `while points < 5` and below it `impose "x"`',
        ),
        (
            '    follows "1", without A, without B',
            errors.UnexpectedText,
            "without A, without B",
            "write `without A, B`",
        ),
        ('    follows "1" without A and B', errors.UnexpectedText, "without A and B", "write `without A, B`"),
        (
            "reward B\n    grant 10 EUR + 0.50 EUR for each Shift",
            errors.UnexpectedText,
            "0.50 EUR for each Shift",
            "write `0.50 EUR * count of Shift`",
        ),
        ("criterion A\n    award if a then 5, otherwise 0", errors.UnexpectedText, ", otherwise", "write `else`"),
        ("criterion A\n    while a for b", errors.NameWithSpace, "a for b", "a name is one word"),
        ("criterion A\n    deduct Costs Kind", errors.NameWithSpace, "Costs Kind", "a name is one word"),
    ],
)
def test_what_is_written_as_one_speaks(text: str, kind: type[Diagnostic], place: str, advice: str) -> None:
    check(IN_RULEBOOK + text, kind, place, advice)


def test_a_group_that_is_declared_in_the_same_file_gives_the_condition() -> None:
    text = 'registry R\nsubject P\n    status "Kind" : one of student, guest\nrulebook T\nscore points\n'
    advice = "write `starts at if status is guest then 6 else 9`"
    place = "for guests and 9 for others"
    check(f"{text}    starts at 6 {place}", errors.UnexpectedText, place, advice)


@pytest.mark.parametrize(
    ("row", "place", "advice"),
    [
        ("a, b or c", ",", "write `or` between values that share a row"),
        (
            "to 10",
            "to 10",
            "`below 10` leaves out 10 itself; with it, say where the range begins, such as `from 0 to 10`",
        ),
        ("at most 10", "at most 10", "`below 10` leaves out 10 itself"),
        ("over 10", "over 10", "`from 10` takes in 10 itself; write `from` and the lowest value that belongs"),
        ("at least 10", "at least 10", "write `from 10`, which takes in 10 itself"),
        ("less than 10", "less than 10", "write `below 10`, which leaves out 10 itself"),
        ("0 below 10", "0 below 10", "write `from 0 to 10` with 10 itself, or `from 0 below 10` without it"),
        (
            "between 0 and 10",
            "between 0 and 10",
            "write `from 0 to 10` with 10 itself, or `from 0 below 10` without it",
        ),
        ("10 and over", "10 and over", "write `from 10`, which takes in 10 itself"),
    ],
)
def test_ranges_of_rows_in_words(row: str, place: str, advice: str) -> None:
    text = f"table T by a : number gives points\n    100 | 0\n    {row} | 3"
    check(text, errors.UnexpectedText, place, advice)


@pytest.mark.parametrize("word", ["by", "of"])
def test_who_keeps_a_record_is_said_by_from(word: str) -> None:
    check(f'registry R\nevent E in a {word} "Library"', errors.UnexpectedText, word, 'write `from "Library"`')


@pytest.mark.parametrize("clause", ["notice one or two weeks", "lasts two and a half years"])
def test_a_number_in_words_that_is_not_understood_whole_is_not_guessed(clause: str) -> None:
    hint = only(f"rulebook R\nsanction S\n    {clause}").hint_text()
    assert hint
    assert not any(guess in hint for guess in ("in digits", "did you mean"))
