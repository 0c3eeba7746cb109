"""For anyone who would rather check than trust: signed receipts, the published ledger, the list as open data
(공공데이터법 제17조; 민원처리법 제9조: a receipt for what was filed)."""
