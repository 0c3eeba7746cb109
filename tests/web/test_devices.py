"""What does the list of devices call a browser? Its kind and system, and nothing that would tell one from another."""

import pytest

from portal.web.devices import label_of

SAFARI = "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S918N) SamsungBrowser/23.0 Chrome/115.0",
            "Samsung Internet · Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/128.0 Whale/3.28 Safari/537.36", "Whale · Windows"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) {SAFARI}", "Safari · iPhone"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox · Mac",
        ),
        ("curl/8.5", ""),
        ("", ""),
        ("\x1b[31mChrome/1" + "A" * 9999, "Chrome"),
    ],
)
def test_a_browser_is_called_by_its_kind(said, label):
    assert label_of(said) == label
    assert len(label) <= 64
