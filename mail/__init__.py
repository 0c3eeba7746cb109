"""What is the post office of the portal, apart from any petition?

A library with four small parts: `message` composes and reads letters (pure), `outbound` hands one letter to a
mail server, `inbound` receives letters and calls back, `store` keeps them in a Maildir. It knows nothing
of cases.
"""
