"""The domain that gateway and workers share: identifiers, time, cases, certificates and seals. Imports no framework."""
