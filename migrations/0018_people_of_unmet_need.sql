-- Whose needs belong together, so that numbers of unmet need are of people: a keyed hash, and none for what was noted before.
ALTER TABLE `unmet_needs` ADD `who` text;
CREATE INDEX `unmet_needs_who` ON `unmet_needs` (`who`);
