"""What is said on stderr about rows that were set aside."""

from __future__ import annotations

from pathlib import Path

from creditlang.data.setting_aside import SetAside
from creditlang.render.terminal import counted


def aside_remarks(aside: SetAside, where: Path | None = None) -> list[str]:
    """Sentences, none if nothing was set aside.

    Args:
        where: the quarantine file, if there is one for all rows.
    """
    remarks = []
    if aside.rows:
        remarks.append(f"{counted(aside.rows, 'row')} set aside" + (f" in {where}" if where else ""))
    if aside.people:
        remarks.append(f"{counted(aside.people, 'person', 'people')} not decided: their own row was set aside")
    if aside.unattributed:
        remarks.append(f"{counted(aside.unattributed, 'row')} among them, of which nobody can say whom they concern")
    return remarks
