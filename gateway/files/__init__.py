"""Files that applicants upload: hostile until checked, encrypted where they rest."""
