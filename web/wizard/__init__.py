"""Forms of several short pages, one draft behind them: what the listing and the need have in common.

A `Wizard` is a value: its pages, on each its questions, and for each question how its typed answer is read and how it
is said again. `web.wizard.routes` makes the addresses of one; `web.listing` and `web.wanting` are the two there are.
"""
