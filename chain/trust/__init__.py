"""Whom a signature can be traced to, whether certificates were revoked, and when it was made.

Chains to trusted roots (:mod:`chain.trust.path`), revocation lists and status answers (``crl``, ``ocsp``, ``revocation``), and
time stamps (``cms``, ``token``, ``timestamping``, ``time_proof``). Nothing here asks a network: what is to be looked at is
handed in as :class:`chain.trust.evidence.Evidence`.
"""
