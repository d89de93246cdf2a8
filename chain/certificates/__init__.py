"""Electronic certificates (电子证照): their metadata, how they look, and how anybody verifies them."""
