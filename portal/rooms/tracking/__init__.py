"""For anyone: what became of a case, without names (the seed's 민원처리 인터넷공개; only services marked public)."""
