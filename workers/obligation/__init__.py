"""What an applicant still owes after acceptance: 容缺 materials, commitments, and the certificate that waits for them."""
