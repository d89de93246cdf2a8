"""After a decision: what was granted is changed, renewed, recalled, revoked, stripped or cancelled; mistakes are corrected."""
