"""Asking other departments' registers instead of the applicant (数据共享)."""
