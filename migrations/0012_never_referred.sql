-- Whoever was never referred is kept as long as everybody else; the nightly tidy finds them by the day on which they were added.
CREATE INDEX `people_kept` ON `people` (`created_at`) WHERE erased_at IS NULL AND merged_into IS NULL;
