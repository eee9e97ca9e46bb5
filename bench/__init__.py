"""How fast is the portal, as a ratio to a bare Django page measured in the same run on the same machine."""
