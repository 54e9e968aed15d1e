"""Teams compared fairly, by a funnel and never by rank."""
