"""One WebSocket, one connection: hello, resume, commands in, answers and events out."""
