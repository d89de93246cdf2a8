"""File check (案卷评查), archiving and retention of ended cases; the package itself is ``chain.archive``."""
