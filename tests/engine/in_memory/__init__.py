"""The newer engine in memory (Zeebe 8.8, for tests only by its licence): what needs only gRPC runs on it too."""
