-- How a place's emails look, and which of them somebody does not want.
ALTER TABLE `places` ADD `colour` text DEFAULT '#0b5c5e' NOT NULL;
ALTER TABLE `places` ADD `footer_en` text DEFAULT '' NOT NULL;
ALTER TABLE `places` ADD `footer_id` text DEFAULT '' NOT NULL;

-- Until now one choice stood for both kinds of questions.
ALTER TABLE `people` ADD `visits_stopped_at` integer;
ALTER TABLE `people` ADD `wellbeing_stopped_at` integer;
UPDATE `people` SET `wellbeing_stopped_at` = `surveys_stopped_at` WHERE `surveys_stopped_at` IS NOT NULL;

CREATE TABLE `stopped_emails` (
	`recipient_id` text NOT NULL,
	`kind` text NOT NULL,
	`since` integer NOT NULL,
	PRIMARY KEY(`recipient_id`, `kind`)
);

-- Secret addresses that a calendar program asks; a renewed one is another row.
CREATE TABLE `calendar_feeds` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`group_id` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `calendar_feeds_own` ON `calendar_feeds` (`user_id`,`group_id`);
