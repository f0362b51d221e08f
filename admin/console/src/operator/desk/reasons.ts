// What a sale may be disputed for, as the API names it.
export const REASONS = ["invalid_number", "wrong_person", "invalid_email", "fake", "duplicate", "outside_territory", "outside_filter", "never_asked", "accidental", "under_age",
    "language", "job_seeker", "competitor", "existing_customer", "do_not_call", "not_decision_maker", "not_delivered"] as const;
