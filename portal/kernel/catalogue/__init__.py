"""What can a resident apply for here, and what does each service ask, cost and promise?

The petition handbook as data (민원편람, 민원법 36): read from `portal/catalogue/*.toml`, one file a
department, refused whole when anything in it is wrong. A changed service is a new version; cases keep theirs.
"""

from portal.kernel.catalogue.in_use import UnknownService, current, service, use
from portal.kernel.catalogue.loading import load_catalogue
from portal.kernel.catalogue.shapes import (
    NEVER_PUBLIC_DEPARTMENTS,
    NEVER_PUBLIC_KINDS,
    STATUTORY_KINDS,
    Attachments,
    Basis,
    Catalogue,
    Category,
    Department,
    Fee,
    Field,
    FieldKind,
    Identity,
    Kind,
    Named,
    Paper,
    Period,
    Retention,
    RetentionClass,
    Service,
    Sure,
)
from portal.kernel.catalogue.stored import digest_of, service_from_data, service_to_data
from portal.kernel.catalogue.tables import CatalogueError, Problem
from portal.kernel.catalogue.versions import service_version, store_versions
from portal.kernel.words import Text

__all__ = [
    "NEVER_PUBLIC_DEPARTMENTS",
    "NEVER_PUBLIC_KINDS",
    "STATUTORY_KINDS",
    "Attachments",
    "Basis",
    "Catalogue",
    "CatalogueError",
    "Category",
    "Department",
    "Fee",
    "Field",
    "FieldKind",
    "Identity",
    "Kind",
    "Named",
    "Paper",
    "Period",
    "Problem",
    "Retention",
    "RetentionClass",
    "Service",
    "Sure",
    "Text",
    "UnknownService",
    "current",
    "digest_of",
    "load_catalogue",
    "service",
    "service_from_data",
    "service_to_data",
    "service_version",
    "store_versions",
    "use",
]
