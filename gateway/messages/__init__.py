"""What applicants are told, over the channels that they chose and that the office set up."""
