"""How does a text message reach a phone? By the HTTP gateway that `SMS_URL` names; nothing is kept or retried here.

    SMS_URL=solapi://KEY:SECRET@api.solapi.com?from=0514000000
    SMS_URL=sens://ACCESS:SECRET@sens.apigw.ntruss.com/ncp:sms:kr:123:portal?from=0514000000

Neither gateway takes a key by which a repeated request is recognised: a message whose answer was lost may come twice.
"""

from portal.kernel.sms.gateway import Gateway, Message, Taken, Unusable, mobile, read_url
from portal.kernel.sms.sending import outcome, send

__all__ = ["Gateway", "Message", "Taken", "Unusable", "mobile", "outcome", "read_url", "send"]
