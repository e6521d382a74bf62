"""The values of the bank: many modules, one door."""

from __future__ import annotations

import importlib
import pkgutil

from databank import records


def test_every_value_leaves_by_the_one_door() -> None:
    modules = [
        importlib.import_module(f"{records.__name__}.{found.name}") for found in pkgutil.iter_modules(records.__path__)
    ]
    values = [
        name
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, type) and thing.__module__ == module.__name__
    ]
    assert sorted(values) == sorted(records.__all__)
