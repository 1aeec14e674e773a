"""A passkey as a phone or a browser keeps it, for tests without either: it answers what a page asks
of navigator.credentials."""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAGS = AuthenticatorData.FLAG.USER_PRESENT | AuthenticatorData.FLAG.USER_VERIFIED


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Passkey:
    """One key for one site and one person."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin = origin
        self.id = secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.user = b""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer when the key is made."""
        self.user = base64.urlsafe_b64decode(options["user"]["id"] + "==")
        public = ES256.from_cryptography_key(self.key.public_key())
        data = AuthenticatorData.create(
            hashlib.sha256(options["rp"]["id"].encode()).digest(),
            FLAGS | AuthenticatorData.FLAG.ATTESTED,
            0,
            AttestedCredentialData.create(Aaguid.NONE, self.id, public),
        )
        client = self._describe("webauthn.create", options["challenge"])
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            {"clientDataJSON": encode(client), "attestationObject": encode(attestation)},
            {"credProps": {"rk": True}},
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer when somebody signs in."""
        place = hashlib.sha256(options["rpId"].encode()).digest()
        data = AuthenticatorData.create(place, FLAGS, 1)
        client = self._describe("webauthn.get", options["challenge"])
        signed = self.key.sign(
            bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            {
                "clientDataJSON": encode(client),
                "authenticatorData": encode(data),
                "signature": encode(signed),
                "userHandle": encode(self.user),
            },
            {},
        )

    def _describe(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return bytes(CollectedClientData(json.dumps(said).encode()))

    def _answer(self, response: dict[str, str], extensions: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "public-key",
            "id": encode(self.id),
            "rawId": encode(self.id),
            "authenticatorAttachment": "platform",
            "response": response,
            "clientExtensionResults": extensions,
        }
