"""The way out: what happens if nothing is done, and the least that a person can do to reach a goal sooner.

A person may add records of the events that the registry calls voluntary, and have a date become known that a rule
names as what lifts it. Nothing else changes: facts stay as they are, and what is on record stays on record. For each
number of steps the answer is the first day on which the goal can be met, and of all ways to meet it then one that
takes the least.
"""

from creditlang.analysis.recourse.goals import Goal, OutOf, ToGrade, open_goals
from creditlang.analysis.recourse.ways import Recourse, Step, Way, recourse

__all__ = ["Goal", "OutOf", "Recourse", "Step", "ToGrade", "Way", "open_goals", "recourse"]
