"""What `make bench` measures. Nothing here is a test: figures are read, not asserted."""
