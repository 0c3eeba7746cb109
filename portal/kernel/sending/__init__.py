"""How do notices leave the house? Claimed, composed, delivered outside any transaction, and marked sent."""

from portal.kernel.sending.arrivals import ask_arrivals
from portal.kernel.sending.by_mail import deliver_mail
from portal.kernel.sending.by_sms import deliver_sms
from portal.kernel.sending.due import send_due
from portal.kernel.sending.telling import tell_address, tell_person

__all__ = ["ask_arrivals", "deliver_mail", "deliver_sms", "send_due", "tell_address", "tell_person"]
