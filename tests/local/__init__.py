"""The demo and test servers: what is found, what is refused, what a crash leaves."""
