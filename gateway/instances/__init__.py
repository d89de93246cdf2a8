"""The raw view of the engine for integrators and operators."""
