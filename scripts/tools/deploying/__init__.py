"""Publishing what designers drew: checked, as one version, through the gateway, with its source on record."""
