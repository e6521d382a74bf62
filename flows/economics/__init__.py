"""What an exchange would cost, spare and emit: every number a span with its origin, and unknown where none is known."""
