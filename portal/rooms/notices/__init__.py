"""For whoever got a letter or a text message from the house and wants no more (RFC 8058; 보호법 37조)."""
