"""Every message of this floor has a page, whose wrong example gives it and whose right one gives none."""

import re
from pathlib import Path

import pytest
from spanned import read

from creditlang.diagnostics import Diagnostic
from creditlang.syntax import errors

PAGES = Path(__file__).parents[2] / "docs" / "errors"
KINDS: list[type[Diagnostic]] = [getattr(errors, name) for name in errors.__all__]
BLOCK = re.compile(r"^## (Wrong|Right)\n```credit\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_codes_and_slugs_are_this_floors_and_unique() -> None:
    codes, slugs = [kind.code for kind in KINDS], [kind.slug for kind in KINDS]
    assert len(KINDS) == len(set(codes)) == len(set(slugs))
    assert all(re.fullmatch(r"E00\d\d", code) for code in codes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_its_page(kind: type[Diagnostic]) -> None:
    page = (PAGES / f"{kind.slug}.md").read_text(encoding="utf-8")
    assert page.splitlines()[0].endswith(f"(`{kind.code}`)")
    examples = dict(BLOCK.findall(page))
    assert [kind.code] == [d.code for d in read(examples["Wrong"])[1]]
    assert read(examples["Right"])[1] == ()
