"""Are logs lines of JSON that say where something broke, and not what somebody typed?

Each test configures the logs of a process of its own, since logging is a whole process's matter.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BEGIN = "import logging, structlog\nfrom portal.web import logs\nlogs.configure()\n"


def lines(code: str) -> list[dict[str, Any]]:
    """What this code logs in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BEGIN + code], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_an_event_is_a_line_of_json():
    (line,) = lines("structlog.get_logger().info('접수', count=3)")
    assert (line["event"], line["count"], line["level"]) == ("접수", 3, "info")
    assert line["timestamp"].endswith("Z")


def test_a_librarys_error_is_logged_by_type_and_place_without_its_message():
    code = "def broken():\n    raise ValueError('홍' + '길동')\n"
    code += (
        "try:\n    broken()\nexcept ValueError:\n    logging.getLogger('uvicorn.error').exception('failed')"
    )
    (line,) = lines(code)
    assert (line["event"], line["error"]) == ("failed", "ValueError")
    assert line["trace"][-1].endswith("broken")
    assert "홍길동" not in json.dumps(line, ensure_ascii=False)


def test_the_addresses_of_requests_are_not_logged():
    assert lines("logging.getLogger('uvicorn.access').info('GET /cases/1?key=secret')") == []
