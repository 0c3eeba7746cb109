"""A security key in software for tests: real CBOR, COSE and ES256 signatures, and knobs to make it lie."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftKey:
    """One discoverable credential. `origin` is what the browser says; `verifies`: whether it knows its user."""

    origin: str
    verifies: bool = True
    counts: bool = True
    count: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    user: bytes = b""
    _private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: str, **lies: Any) -> str:
        """The answer to navigator.credentials.create(), as `toJSON()` spells it."""
        asked = json.loads(options)
        self.user = unb64(asked["user"]["id"])
        data = self._data(asked["rp"]["id"], self._flags() | ATTESTED) + self._attested()
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._answer(
            {
                "clientDataJSON": b64(self._client("webauthn.create", asked["challenge"], lies)),
                "attestationObject": b64(cbor2.dumps(statement)),
                "transports": ["internal"],
            }
        )

    def get(self, options: str, **lies: Any) -> str:
        """The answer to navigator.credentials.get(). `lies` replace fields of the client data, or `rp`, `signature`."""
        asked = json.loads(options)
        self.count += 1 if self.counts else 0
        client = self._client("webauthn.get", asked["challenge"], lies)
        data = self._data(lies.get("rp", asked["rpId"]), self._flags())
        signed = self._private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(lies.get("signature", signed)),
                "userHandle": b64(lies.get("user", self.user)),
            }
        )

    def _answer(self, response: dict[str, Any]) -> str:
        name = b64(self.credential)
        whole = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps({**whole, "clientExtensionResults": {}})

    def _client(self, kind: str, challenge: str, lies: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps({**said, **{name: lies[name] for name in said if name in lies}}).encode()

    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifies else 0)

    def _data(self, rp: str, flags: int) -> bytes:
        return hashlib.sha256(rp.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _attested(self) -> bytes:
        numbers = self._private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        return bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + cbor2.dumps(cose)
