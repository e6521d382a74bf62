"""How people meet the data bank: pages, JSON API and command line."""
