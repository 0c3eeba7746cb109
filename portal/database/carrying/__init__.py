"""How do all rows get from one engine to the other, each value as the other one keeps it?

`shape.py` what is carried and in which order, `values.py` how a value is written on either side, `to_server.py` and
`to_file.py` the two ways, `keeping.py` what a command does with them.
"""
