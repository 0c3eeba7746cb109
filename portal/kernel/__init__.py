"""The law of the house: cases, clocks, events, keys. It knows no HTTP and no room."""
