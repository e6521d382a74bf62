"""The system of material flows: what crosses its boundary, its layers, recipes, scenarios, and what looks wrong."""
