"""The citizen portal of a district office: what people see and what the law says."""
