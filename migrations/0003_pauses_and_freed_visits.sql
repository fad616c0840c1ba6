-- Visits that the office took back from a buddy, so that one letter can say which and why.
ALTER TABLE `visits` ADD `freed_from` text REFERENCES buddies(id);
ALTER TABLE `visits` ADD `freed_at` integer;
ALTER TABLE `visits` ADD `freed_why` text;
CREATE INDEX `visits_freed` ON `visits` (`freed_from`,`freed_at`) WHERE freed_from IS NOT NULL;
-- The local day on which a paused group opens again by itself.
ALTER TABLE `groups` ADD `paused_until_on` text;
-- Whether a buddy took a break themselves, and so may end it themselves.
ALTER TABLE `buddies` ADD `paused_by` text;
