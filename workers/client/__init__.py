"""Clients of the services that a worker calls: the gateway's worker-facing API, the keeper of the seals."""
