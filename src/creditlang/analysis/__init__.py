"""Questions about rulebooks: does higher law hold, what changed, who is affected, what is the way out.

One module (or package) per question, named as its command. In come compiled series and, for some, data; out come
immutable answers that `render/` shows. Nothing here prints, and nothing here decides by a meaning of its own: what a
solver claims of numbers is run again through the reference evaluator before it is believed.
"""
