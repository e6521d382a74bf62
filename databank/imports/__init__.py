"""Messy files into the bank: what a table says is read, matched, asked about, checked, saved, and can be undone."""
