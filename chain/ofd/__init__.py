"""OFD files (GB/T 33190-2016): writing, sealing, reading and drawing them."""
