"""The read model: what people are told about progress, projected from the engine's records and from nothing else."""
