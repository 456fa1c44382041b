"""Whether a signed PDF is as it was signed, and by whom."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from kiosk.pdf.signing import fingerprint_of

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what is wrong is said once, in our words


@dataclass(frozen=True)
class Verified:
    """A PDF that is as it was signed. Whose `fingerprint` it is, only somebody who knows the site's can tell."""

    site: str
    name: str
    reason: str
    signed_at: datetime | None
    fingerprint: str


@dataclass(frozen=True)
class NotVerified:
    """A PDF that proves nothing, and why: "unsigned", "added to", "changed" or "no PDF"."""

    why: str


def verify_pdf(pdf: bytes) -> Verified | NotVerified:
    """Return who signed `pdf`, or why it proves nothing. Needs no network and no list of known signers."""
    # pyHanko runs an event loop of its own, which a thread that has one running can't
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="verifying") as aside:
        return aside.submit(_verified, pdf).result()


def _verified(pdf: bytes) -> Verified | NotVerified:
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        if len(signatures) != 1:
            return NotVerified("added to" if signatures else "unsigned")
        return _verify(signatures[0], pdf)
    except Exception:  # one wrong byte may make the readers stumble anywhere, each in its own way
        return NotVerified("changed" if pdf.startswith(b"%PDF-") else "no PDF")


def _verify(signature: EmbeddedPdfSignature, pdf: bytes) -> Verified | NotVerified:
    first, until, again, rest = (int(number) for number in signature.byte_range)
    if first != 0 or again + rest != len(pdf):
        return NotVerified("added to")
    if not _holds_only(signature, pdf[until:again]):
        return NotVerified("changed")
    signer: asn1_x509.Certificate = signature.signer_cert
    trust = ValidationContext(trust_roots=[signer], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=trust)
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return NotVerified("added to")
    if not (status.intact and status.valid and status.bottom_line):
        return NotVerified("changed")
    facts = signature.sig_object
    return Verified(
        site=str(signer.subject.native.get("common_name", "")),
        name=str(facts.get("/Name", "")),
        reason=str(facts.get("/Reason", "")),
        signed_at=status.signer_reported_dt,
        fingerprint=fingerprint_of(x509.load_der_x509_certificate(signer.dump())),
    )


def _holds_only(signature: EmbeddedPdfSignature, gap: bytes) -> bool:
    """The one gap in what is signed holds a signature as we write it, and nothing but zeros after it.

    The hash does not cover the gap, and parts of a CMS are covered by nothing: each has just one value here.
    """
    digits = gap[1:-1]
    written: bytes = _as_written(signature).dump().hex().upper().encode()
    padding = digits[len(written) :].strip(b"0")
    return gap[:1] == b"<" and gap[-1:] == b">" and digits.startswith(written) and not padding


def _as_written(signature: EmbeddedPdfSignature) -> cms.ContentInfo:
    """Return the signature put together anew from the parts that are covered (RFC 5652, section 5)."""
    signer, certificate = signature.signer_info, signature.signer_cert
    hashed = {"algorithm": "sha256"}
    whose = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    info = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": whose},
        "digest_algorithm": hashed,
        "signed_attrs": signer["signed_attrs"],
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signer["signature"],
    }
    content = {
        "version": "v1",
        "digest_algorithms": [hashed],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [info],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)})
