"""Is the size of a file read the same on every page, and as the browser's own script writes it?"""

import pytest

from portal.web.sizes import size


@pytest.mark.parametrize(
    ("octets", "text"),
    [(0, "1 KB"), (999, "1 KB"), (310_400, "310 KB"), (1_000_000, "1.0 MB"), (2_449_000, "2.4 MB")],
)
def test_a_size_is_read_in_decimal_units(octets, text):
    assert size(octets) == text
