"""Two of every process on PostgreSQL, as production runs them."""
