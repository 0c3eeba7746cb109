"""How does somebody sign in with an account that they have elsewhere? An OpenID Connect client (code flow, PKCE).

`providers` reads who is asked; `documents` fetches what they publish; `going` sends a browser there and knows it again;
`coming` turns the code that comes back into claims; `tokens` checks what is signed; `leaving` ends it on both sides.
"""
