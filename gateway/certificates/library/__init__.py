"""The certificate library (证照库): what happened to each certificate, and what it is worth because of it."""
