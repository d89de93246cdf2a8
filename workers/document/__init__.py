"""Documents of the procedure (文书): composed, sealed and handed in by the body that makes them out."""
