"""A case on its way into the archive, followed over HTTP; its package judged by a program that has nothing else."""
