"""Where material goes and could go: network, balance, views and their drawing."""
