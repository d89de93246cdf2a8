"""Reading copies (阅读副本): a signed PDF of a sealed certificate for those who have no OFD reader, marked as a copy."""
