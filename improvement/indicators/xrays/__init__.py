"""X-rays: standing checks over the data, and the doubts they raise."""
