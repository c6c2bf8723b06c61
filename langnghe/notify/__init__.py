"""Deliver what people must hear of: e-mail, webhook, Telegram, from an outbox that loses nothing."""
