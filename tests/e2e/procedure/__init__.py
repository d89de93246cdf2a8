"""Stories of the law's procedure over HTTP, in a house whose time begins before National Day of 2026."""
