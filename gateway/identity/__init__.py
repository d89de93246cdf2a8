"""Who is calling: tokens, roles, bodies, and the issuer of the development run."""
