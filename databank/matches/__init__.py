"""What becomes of matches: interest handed on, talks, what was agreed, tonnes that were moved, what died of what.

The city brings companies together; it does not arrange waste management. A suggestion never tells who is hidden.
"""
