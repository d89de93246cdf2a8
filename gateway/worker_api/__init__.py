"""The worker-facing API: a body's worker reads its own slice of a case and reports facts, once a job."""
