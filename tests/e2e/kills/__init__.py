"""Kills at every step between a submission and its certificates, the outcome compared with the client's own ledger.

The house runs on real processes and a real engine. Between them stand pass-through proxies of the test
(``http_proxy``, ``grpc_proxy``), so every call is a named step (``steps``). At a step that the plan (``plan``) still
asks for, the call is held, one side is killed with SIGKILL and started again (``house``), and the call breaks off as
it would on the wire. Applicants and officers (``people``) repeat each command with its Idempotency-Key until it is
acknowledged and note the acknowledgement in a ledger of their own, which is compared with the store, the exported
records and the files at the end (``comparison``).
"""
