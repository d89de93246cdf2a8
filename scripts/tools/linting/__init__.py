"""What ``scripts/lint`` checks beyond a deployment: a theme with its catalogue, its forms and their one form."""
