"""Documents of the procedure (文书): drafted with the act that produces them, read by people, sealed by a worker."""
