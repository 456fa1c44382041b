"""The child's side of signing: only here and in verifying is pyHanko imported."""

from __future__ import annotations

import json
from io import BytesIO

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Loge"


def apply(given: bytes) -> bytes:
    """Return a signed PDF. `given`: one line of JSON (pem, reason, name), then the PDF.

    A certifying signature that allows no later change.
    Source: ETSI EN 319 142-1 (PAdES), B-B level; ISO 32000-2, 12.8.2.2 (DocMDP).
    """
    sheet, _, pdf = given.partition(b"\n")
    asked = json.loads(sheet)
    what = PdfSignatureMetadata(
        field_name=FIELD,
        reason=asked["reason"],
        name=asked["name"],
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = PdfSigner(what, _signer(asked["pem"].encode()), new_field_spec=SigFieldSpec(FIELD))
    signed: BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=BytesIO())
    return signed.getvalue()


def _signer(pem: bytes) -> SimpleSigner:
    key, certificate = load_pem_private_key(pem, password=None), load_pem_x509_certificate(pem)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
