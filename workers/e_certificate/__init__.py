"""Making electronic certificates (电子证照): allocated by the gateway, composed here as OFD."""
