"""The best set of exchanges: who sends how much to whom, proven to be the best under a stated objective."""
