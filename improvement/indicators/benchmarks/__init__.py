"""Benchmarks: what England, the region and the statistical neighbours published, beside our own figures."""
