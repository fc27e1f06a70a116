"""An amount with its currency, as it leaves the evaluator."""

import attrs

from creditlang.values.exact import Exact, show_exact


@attrs.frozen
class Money:
    """An exact amount in the currency's major unit."""

    amount: Exact
    currency: str

    def __str__(self) -> str:
        return f"{show_exact(self.amount)} {self.currency}"
