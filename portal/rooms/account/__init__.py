"""For whoever filed something: the way back to one's own cases, by phone and PIN or by e-mail.

It promises that nobody else gets in (민원법 7조), and that asking tells nothing about others' cases.
"""
