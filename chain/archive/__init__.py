"""The archive package of a case (归档信息包): its form, how it is written, how anybody verifies it; pure."""
