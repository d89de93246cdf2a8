"""The Chinese commercial cryptography that certificates and seals need: SM2, SM3, X.509, key files."""
