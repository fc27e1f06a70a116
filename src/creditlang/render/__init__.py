"""How findings, decisions and summaries look: on a terminal, in a pipe, as JSON.

In come objects of the floors above; out come text and plain data. Nothing here decides what is true.
"""
