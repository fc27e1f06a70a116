"""Shards: a data set cut by a hash of whom rows are about, so that each part can be decided on elsewhere.

What holds: every subject is in one shard, with all records about it, and the same one on every machine.
"""

from __future__ import annotations

import attrs

from creditlang.data.tables import Relation
from creditlang.diagnostics import CreditlangError
from creditlang.ir import Event, Registry, Subject
from creditlang.types import ManyRelated, Related


class NotShardableError(CreditlangError):
    """Decisions on one subject can rest on another one of its kind, who may be in another shard."""


@attrs.frozen
class Shard:
    """The `number`th of `count` parts, from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def holds(self, owner: str) -> str:
        """The SQL condition that a row about the id in `owner` is in this shard; rows about nobody are in the first."""
        return f"coalesce(md5_number({owner}) % {self.count}, 0) = {self.number - 1}"


def check_shardable(registry: Registry, subject: str) -> None:
    """Refuse a registry in which a relation leads to the subjects that are cut apart.

    Raises:
        NotShardableError: one does.
    """
    found = relation_to(registry, subject)
    if found is not None:
        where = "`{1}` of `{0}`".format(*found)
        raise NotShardableError(
            f"these data cannot be cut into shards: {where} leads to a {subject}, who may be in another one"
        )


def relation_to(registry: Registry, subject: str) -> Relation | None:
    """The first relation that leads to subjects of a kind."""
    holders: list[Subject | Event] = [*registry.subjects.values(), *registry.events.values()]
    for holder in holders:
        for field in holder.fields.values():
            if isinstance(field.type, Related | ManyRelated) and field.type.subject == subject:
                return holder.name, field.name
    return None
