"""What can anybody check without trusting the house? Its signature, signed receipts, the daily roots over all cases."""
