-- What is left of a referral when its person was erased is for the counts only; the index holds the ones that still have a term to run.
ALTER TABLE `referrals` ADD `erased_at` integer;
CREATE INDEX `referrals_to_erase` ON `referrals` (`ended_at`) WHERE ended_at IS NOT NULL AND erased_at IS NULL;
