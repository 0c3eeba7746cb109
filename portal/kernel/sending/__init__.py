"""How do notices leave the house? Claimed, composed, delivered outside any transaction, and marked sent."""

from portal.kernel.sending.by_mail import deliver_mail
from portal.kernel.sending.by_sms import deliver_sms
from portal.kernel.sending.due import send_due

__all__ = ["deliver_mail", "deliver_sms", "send_due"]
