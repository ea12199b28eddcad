"""What a learner has done so far and what helps them on: progress, hints, solutions, a fresh start, watching."""
