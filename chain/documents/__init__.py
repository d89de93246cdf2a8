"""Documents of the procedure (文书): kinds, page data, and the OFD that is made of them."""
