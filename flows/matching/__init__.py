"""Who could use a material, and why: candidates, hard gates, soft criteria, and the reasons of both."""
