-- Outcomes are planned for referrals that have just come into support; a buddy's visit may be less than the whole session.
CREATE INDEX `referrals_supporting` ON `referrals` (`supporting_at`) WHERE status = 'supporting';
ALTER TABLE `visits` ADD `kind` text DEFAULT 'accompanied' NOT NULL;
ALTER TABLE `visits` ADD `greeting` text;
