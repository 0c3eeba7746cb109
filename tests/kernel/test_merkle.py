"""Does a path prove exactly what was published?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import merkle

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=40).map(
    lambda all_: [merkle.leaf(x) for x in all_]
)


def test_the_examples_of_certificate_transparency():
    """The eight leaves and the roots over the first n of them that RFC 6962's own test data name."""
    data = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    leaves = [merkle.leaf(bytes.fromhex(one)) for one in data]
    roots = {
        0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    assert {count: merkle.root(leaves[:count]) for count in roots} == roots


@given(LEAVES, st.data())
def test_every_leaf_proves_itself_and_nothing_else(leaves, data):
    place = data.draw(st.integers(0, len(leaves) - 1))
    top, path = merkle.root(leaves), merkle.proof(leaves, place)
    assert merkle.proves(leaves[place], place, len(leaves), path, top)
    assert not merkle.proves(merkle.leaf(b"another case entirely"), place, len(leaves), path, top)
    assert not merkle.proves(leaves[place], place, len(leaves), [*path, top], top)
    if path:
        assert not merkle.proves(leaves[place], place, len(leaves), path[:-1], top)


@given(LEAVES)
def test_a_removed_or_added_leaf_changes_the_root(leaves):
    assert merkle.root(leaves) != merkle.root(leaves[:-1])
    assert merkle.root(leaves) != merkle.root([*leaves, merkle.leaf(b"one more")])


def test_no_place_outside_the_tree_is_proved():
    leaves = [merkle.leaf(b"a"), merkle.leaf(b"b")]
    assert not merkle.proves(leaves[0], 2, 2, [leaves[1]], merkle.root(leaves))
    with pytest.raises(IndexError):
        merkle.proof(leaves, 2)
