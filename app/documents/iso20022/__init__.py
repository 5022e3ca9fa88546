"""The published schemas of ISO 20022 messages, as data: `<message>.xsd`, unchanged."""
