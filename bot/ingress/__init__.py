"""How updates come in: long polling or a webhook, kept first, handled second."""
