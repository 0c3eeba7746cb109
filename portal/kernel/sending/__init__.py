"""How do notices leave the house? Claimed, composed, delivered outside any transaction, and marked sent."""

from portal.kernel.sending.arrivals import ask_arrivals
from portal.kernel.sending.by_mail import deliver_mail
from portal.kernel.sending.by_sms import by_sms
from portal.kernel.sending.due import send_due
from portal.kernel.sending.telling import tell_address, tell_person

__all__ = ["ask_arrivals", "by_sms", "deliver_mail", "send_due", "tell_address", "tell_person"]
