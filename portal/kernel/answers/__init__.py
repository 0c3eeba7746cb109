"""Is what was typed right for this service, and in which form is it kept?

The same for the web form, the offline intake, the counter and the queue. Everything typed comes back, right
or wrong: nothing is ever lost.
"""

from portal.kernel.answers.checking import (
    StaleForm,
    UnknownFields,
    UnknownStep,
    check,
    known_inputs,
    only,
)
from portal.kernel.answers.petitioner import (
    PETITIONER_FIELDS,
    PETITIONER_INPUTS,
    address_line,
    check_petitioner,
    only_petitioner,
)
from portal.kernel.answers.rows import Row, petitioner_rows, rows
from portal.kernel.answers.shapes import Answer, Checked, Raw, field_of, inputs_of, to_raw

__all__ = [
    "PETITIONER_FIELDS",
    "PETITIONER_INPUTS",
    "Answer",
    "Checked",
    "Raw",
    "Row",
    "StaleForm",
    "UnknownFields",
    "UnknownStep",
    "address_line",
    "check",
    "check_petitioner",
    "field_of",
    "inputs_of",
    "known_inputs",
    "only",
    "only_petitioner",
    "petitioner_rows",
    "rows",
    "to_raw",
]
