"""What a manager's review of accounts is made of: values and ports; the flow is dialogs/flows/review.py."""
