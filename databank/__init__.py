"""Who has what: tables, rules of submission, visibility, quality, import and export."""
