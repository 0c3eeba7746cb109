"""Which personal data may never come in, and how is the rest shown to people who need not see it all?"""

from portal.kernel.privacy.masks import (
    mask_address,
    mask_birth,
    mask_email,
    mask_ip,
    mask_name,
    mask_phone,
    mask_vehicle,
)
from portal.kernel.privacy.resident_numbers import (
    ResidentNumberFound,
    Span,
    check_no_resident_number,
    find_resident_numbers,
    mask_resident_numbers,
)

__all__ = [
    "ResidentNumberFound",
    "Span",
    "check_no_resident_number",
    "find_resident_numbers",
    "mask_address",
    "mask_birth",
    "mask_email",
    "mask_ip",
    "mask_name",
    "mask_phone",
    "mask_resident_numbers",
    "mask_vehicle",
]
