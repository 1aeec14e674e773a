"""A small identity provider as a city has one, served in a thread: discovery, authorization, token
with a signed identity and PKCE, keys, and what it knows of a person (OpenID Connect Core 1.0)."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "weft", "a secret that both know"


class Identity:
    """The provider: whom it takes for signed in (`person`), what was asked of it
    (`asked`), and whether it has broken down (`away`)."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.person: dict[str, Any] = {}
        self.told: dict[str, Any] = {}  # instead of what is true, if there is any
        self.away = False
        self.asked: list[str] = []
        self.callbacks: list[str] = []
        self.key = rsa.generate_private_key(65537, 2048)
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, dict[str, Any]] = {}

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def list_keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        self.callbacks.append(asked["redirect_uri"])
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def give_token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """The signed identity for a code, once, to who asked for it."""
        begun = self._codes.pop(asked["code"], None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = (asked.get("client_id"), asked.get("client_secret")) == (CLIENT, SECRET)
        if begun is None or not known or begun["code_challenge"] != challenge:
            return None
        if begun["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        said = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, **self.person}
        token = secrets.token_urlsafe(16)
        self._tokens[token] = self.person
        signed = jwt.encode(said, self.key, "RS256", headers={"kid": "one"})
        return {"access_token": token, "token_type": "Bearer", "id_token": signed}

    def tell(self, token: str) -> dict[str, Any] | None:
        """What is known of whom a token is for."""
        return self.told or self._tokens.get(token)


@contextmanager
def serve_identity() -> Iterator[Identity]:
    """The provider, on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            identity.asked.append(parts.path)
            if parts.path == "/.well-known/openid-configuration":
                self._answer(identity.describe())
            elif parts.path == "/keys":
                self._answer(identity.list_keys())
            elif parts.path == "/userinfo":
                self._answer(identity.tell(self.headers["Authorization"].removeprefix("Bearer ")))
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", identity.authorize(flatten(parts.query)))
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            identity.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(identity.give_token(flatten(body)))

        def _answer(self, said: dict[str, Any] | None) -> None:
            body = json.dumps(said or {"error": "invalid_grant"}).encode()
            self.send_response(503 if identity.away else 200 if said else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        identity = Identity(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield identity
        server.shutdown()
        thread.join()


def flatten(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
