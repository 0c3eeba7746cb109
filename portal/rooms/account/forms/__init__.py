"""What was typed on the account's pages, and what of it is missing?"""

from portal.rooms.account.forms.opening import Search, email, search, six_digits

__all__ = ["Search", "email", "search", "six_digits"]
