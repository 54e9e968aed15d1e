"""The footing: plain functions about dates, rates, statistics, charts and documents. No models; imports nothing of ours."""
