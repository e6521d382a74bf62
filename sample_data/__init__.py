"""Pori, Peittoo and Harjavalta: sourced public facts and, apart from them, invented examples."""
