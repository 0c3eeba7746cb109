"""The rooms of the portal, one folder each. No room knows another."""
