"""Words to the applicant: the one supplement notice (一次性告知) and the one answer (统一反馈)."""
