"""Chain cases: submitted, followed, supplemented and withdrawn."""
