"""All HTTP that is not a room: pages, forms, sessions, guards, caching, languages, errors."""
