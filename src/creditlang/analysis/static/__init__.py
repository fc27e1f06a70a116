"""What follows from the text of an edition alone, for all people and histories, without a solver.

In comes a checked edition; out come what its rules rest on (`flows`), how many points there can be (`points`), which
way outcomes move (`monotone`), whether burdens end (`endings`) and how long things last (`lengths`).
"""
