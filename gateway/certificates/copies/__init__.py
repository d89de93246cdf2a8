"""Annotated copies (加注件): a certificate sealed once more for one purpose, one recipient and a limited time."""
