"""Do static files come once, packed, under an address that changes with them?"""

import pytest

from portal.web.static import Static


def test_a_hashed_address_may_be_kept_for_good(build, root):
    client = build([])
    address = client.app.state.site.static.url("css/page.css")
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.text == (root / "static/css/page.css").read_text()


def test_a_scripts_own_imports_share_its_hash(build):
    client = build([])
    address = client.app.state.site.static.url("js/app.js")
    assert address.endswith("/js/app.js")
    assert client.get(address).headers["content-type"].startswith("text/javascript")


def test_without_the_hash_a_browser_asks_again_and_hears_304(build):
    client = build([])
    first = client.get("/static/css/page.css")
    assert first.headers["cache-control"] == "public, no-cache"
    again = client.get("/static/css/page.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_older_hash_gets_the_new_file_unkept(build):
    response = build([]).get("/static/v-000000000000/css/page.css")
    assert (response.status_code, response.headers["cache-control"]) == (200, "public, no-cache")


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/css", "/static/../templates/room/page.html", "/static/%2e%2e/x", "/static/.hidden"],
)
def test_nothing_else_is_served(build, root, path):
    (root / "static/.hidden").write_text("secret")
    assert build([]).get(path).status_code == 404


def test_only_reading_is_allowed(build):
    client = build([])
    token = client.get("/token").json()["csrf"]
    response = client.post("/static/css/page.css", headers={"X-CSRF-Token": token})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


def test_the_hash_changes_with_any_file(root):
    before = Static(root / "static").version
    (root / "static/js/app.js").write_text("changed")
    assert Static(root / "static").version != before


def test_a_file_that_is_not_there_is_an_error_in_the_template(root):
    with pytest.raises(KeyError, match="no such file"):
        Static(root / "static").url("css/none.css")
