"""The wire protocol: one set of structs for JSON, MessagePack, JSON Schema and TypeScript."""
