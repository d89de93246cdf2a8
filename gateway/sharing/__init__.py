"""Sharing with departments (数据共享): what may be had, who may use it for what, queries, and who looked."""
