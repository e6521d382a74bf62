"""What things are called: lists, codes, crosswalks, material classes and units. No database, no web."""
