"""How does one sign in and out, by a provider, by mail, by a security key, as a child with a guardian's consent?"""

from __future__ import annotations

import base64
import html
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pyotp

from portal.kernel import keys
from portal.kernel.models import Person
from portal.kernel.people import security_keys
from portal.kernel.people.residents import Profile
from portal.kernel.people.signing_in import seal_seed
from portal.rooms.account.actions import requests
from portal.rooms.account.actions.requests import Arrival, Guardian
from tests.cast import NOW
from tests.page import Page
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World, hired, joined
from tests.soft_key import SoftKey

EVENT = "http://schemas.openid.net/event/backchannel-logout"
ORIGIN = "http://localhost:8000"
PASSWORD = "hana-dul-set-net"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@scene("POST /sign-in/email")
def by_email(world: World, row: Row) -> Asked:
    return Asked(data={"do": "send", "email": "owner@example.org"})


@scene("POST /sign-in/email~unknown")
def by_email_of_nobody(world: World, row: Row) -> Asked:
    return Asked(data={"do": "send", "email": "nobody@example.org"})


@scene("POST /sign-in/with/{provider}")
def leave(world: World, row: Row) -> Asked:
    return Asked(data={"back": "/cases"})


@scene("POST /sign-in/with/{provider}~link")
def leave_to_link(world: World, row: Row) -> Asked:
    return Asked(data={"do": "link"})


@scene("GET /sign-in/back/{provider}")
def come_back(world: World, row: Row) -> Asked:
    return _come_back(world, row.fixed["provider"], groups=["clerk:construction"])


@scene("GET /sign-in/back/{provider}~no_groups")
def come_back_without_rights(world: World, row: Row) -> Asked:
    return _come_back(world, row.fixed["provider"], groups=["choir"])


def _come_back(world: World, name: str, **claims: Any) -> Asked:
    """Somebody whom nobody here knows has signed in at the provider to which this browser was sent."""
    provider = world.town.providers[name]
    page = world.client.post(f"/sign-in/with/{name}", data={"csrf": world.form_token()})
    links = [str(link.get("href")) for link in Page(page.text, 200, {}).all("a")]
    asked = dict(parse_qsl(urlsplit(next(link for link in links if "code_challenge" in link)).query))
    again = {"auth_time": int(NOW.timestamp())} if "prompt" in asked else {}
    said = provider.claims(NOW, sub=str(uuid4()), nonce=asked["nonce"], name="새 사람", **again, **claims)
    return Asked(query={"code": provider.code(asked, provider.sign(said)), "state": asked["state"]})


@scene("POST /sign-in/out/{provider}")
def out_there(world: World, row: Row) -> Asked:
    provider = world.town.providers["own"]
    claims = provider.claims(NOW, sub=str(uuid4()), events={EVENT: {}}, jti=str(uuid4()), nonce=None)
    return Asked(data={"logout_token": provider.sign(claims, typ="logout+jwt")})


@scene("GET /sign-in/second~waiting")
def second(world: World, row: Row) -> Asked:
    if "t-waits" not in world.town.kept:
        world.town.kept["t-waits"] = world.run(hired("t-waits", ("clerk", "construction")))
    said = {
        "person": str(world.town.kept["t-waits"].id),
        "identity": "",
        "sid": "",
        "id_token": "",
        "seed": SEED,
    }
    said["until"] = (NOW + timedelta(minutes=5)).isoformat()
    sealed = keys.seal_for_house(json.dumps(said), "second-factor")
    world.keep(second=base64.b64encode(sealed).decode())
    return Asked()


@scene("POST /sign-in/second", "POST /sign-in/second/key")
def second_of_nobody(world: World, row: Row) -> Asked:
    return Asked(data={"code": "123456"})


@scene("POST /sign-in/key")
def by_key(world: World, row: Row) -> Asked:
    if "key" not in world.town.kept:
        world.town.kept["key"] = world.run(_registered())
    key: Any = world.town.kept["key"]
    found = re.search(r'data-options="([^"]*)"', world.client.get("/sign-in/key").text)
    assert found
    return Asked(data={"answer": key.get(html.unescape(found[1]))})


async def _registered() -> SoftKey:
    """A resident's key."""
    person = await joined("keyholder")
    asked = await security_keys.ask_to_add(person, shown_as="x", now=NOW)
    key = SoftKey(ORIGIN)
    await security_keys.add(person, asked.kept, key.create(asked.options), name="열쇠", now=NOW)
    return key


@scene("GET /account/new~arrived")
def arrived(world: World, row: Row) -> Asked:
    world.keep(arrival=world.run(requests.begin(_arrival(), NOW)))
    return Asked()


def _arrival() -> Arrival:
    return Arrival(method="email", email=f"{uuid4()}@example.org", email_proved=True)


@scene("POST /account/new")
def join(world: World, row: Row) -> Asked:
    world.keep(arrival=world.run(requests.begin(_arrival(), NOW)))
    said = {"name": "새 사람", "consent-terms": "yes", "consent-account": "yes"}
    return Asked(data=said, query={"age": "adult"})


@scene("/account/guardian/{token}")
def guardian(world: World, row: Row) -> Asked:
    said = {"guardian": "yes", "consent-terms": "yes", "consent-account": "yes"}
    return Asked({"token": world.run(_asked_guardian())}, said if row.method == "POST" else {})


@scene("/account/guardian/{token}~unknown")
def nobodys_guardian(world: World, row: Row) -> Asked:
    return Asked({"token": "x" * 43}, {"do": "refuse"} if row.method == "POST" else {})


async def _asked_guardian() -> str:
    wanted = await requests.find(await requests.begin(_arrival(), NOW), NOW)
    assert wanted is not None
    child = Profile(name="김새싹", email=wanted.arrival.email, email_proved=True, birth_year=2016)
    return await requests.hand_over(wanted, child, Guardian("김하늘", "mother@example.org"), "ko", NOW)


@scene("POST /desk/sign-in")
def at_the_desk(world: World, row: Row) -> Asked:
    if "t-signs-in" not in world.town.kept:
        world.town.kept["t-signs-in"] = world.run(_with_password())
    world.run(Person.filter(login="t-signs-in").update(totp_last_step=0))
    return Asked(data={"login": "t-signs-in", "password": PASSWORD, "code": pyotp.TOTP(SEED).at(NOW)})


async def _with_password() -> Person:
    person = await hired("t-signs-in", ("clerk", "construction"))
    hashed, sealed = keys.hash_password(PASSWORD), seal_seed(person, SEED)
    await Person.filter(id=person.id).update(password_hash=hashed, totp_sealed=sealed)
    return person
