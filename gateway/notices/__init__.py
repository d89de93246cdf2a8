"""Documents to the applicant: supplement notices (补正告知书) and the one answer."""
