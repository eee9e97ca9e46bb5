"""A video server for tests: it lets in whom Prosody's token_verification would, and nobody else.

Written without the library that makes our tokens, so that a mistake of theirs is not believed here. For a tenant of
JaaS it holds the public key.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256


class Refused(Exception):
    """`str()` says why."""


@dataclass(frozen=True)
class Prosody:
    """`key`: the shared secret, or a public key; `issuer`, `tenant`, `key_id`: what it was configured with."""

    key: str | RSAPublicKey
    issuer: str
    tenant: str
    key_id: str = ""

    def admit(self, token: str, room: str, at: datetime) -> dict[str, Any]:
        """The user as the room will know them. Raises Refused."""
        header, claims = self.read(token)
        expected = {"typ": "JWT", "alg": "RS256" if self.key_id else "HS256"}
        if self.key_id:
            expected["kid"] = self.key_id
        refuse(header != expected, f"header {header}")
        refuse(claims["iss"] != self.issuer, "iss")
        refuse(claims["aud"] != "jitsi", "aud")
        refuse(claims["sub"] != self.tenant, "sub")
        refuse(claims["room"] != room, "room")
        refuse(room != room.lower() or not room.isascii(), "the name of the room")
        refuse(type(claims["nbf"]) is not int or type(claims["exp"]) is not int, "times are not integers")
        refuse(at.timestamp() < claims["nbf"], "nbf")
        refuse(at.timestamp() >= claims["exp"], "exp")
        user = claims["context"]["user"]
        refuse(any(type(value) is not str for value in user.values()), "user")
        return user

    def read(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            head, body, signature = token.split(".")
            header, claims = json.loads(unpack(head)), json.loads(unpack(body))
            self.verify(f"{head}.{body}".encode(), unpack(signature))
        except (ValueError, InvalidSignature) as error:
            raise Refused("not a token of ours") from error
        return header, claims

    def verify(self, signed: bytes, signature: bytes) -> None:
        if isinstance(self.key, RSAPublicKey):
            self.key.verify(signature, signed, PKCS1v15(), SHA256())
        elif not hmac.compare_digest(hmac.new(self.key.encode(), signed, hashlib.sha256).digest(), signature):
            raise InvalidSignature


def refuse(is_wrong: bool, why: str) -> None:
    if is_wrong:
        raise Refused(why)


def unpack(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def pack(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def rewrite(token: str, header: dict[str, Any], **claims: Any) -> str:
    """The same token with something else in it, and its old signature."""
    head, body, signature = token.split(".")
    headers, values = json.loads(unpack(head)) | header, json.loads(unpack(body)) | claims
    return f"{pack(json.dumps(headers).encode())}.{pack(json.dumps(values).encode())}.{signature}"
