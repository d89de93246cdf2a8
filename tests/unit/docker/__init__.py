"""The images and the compose file, checked and rehearsed without a container engine."""
