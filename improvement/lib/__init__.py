"""The footing: plain functions about dates, rates, statistics, charts and documents. It imports nothing of ours."""
