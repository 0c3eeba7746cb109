"""For everybody who arrives: what can be done here, and how to get help (one window: 민원령 10조의2)."""
