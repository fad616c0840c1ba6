-- Follow-ups: when somebody counts as having gone quiet, and what a link worker put off.
ALTER TABLE `places` ADD `quiet_weeks` integer DEFAULT 3 NOT NULL;

CREATE TABLE `follow_up_pauses` (
	`person_id` text NOT NULL,
	`about` text NOT NULL,
	`team_id` text NOT NULL,
	`until_on` text NOT NULL,
	PRIMARY KEY(`person_id`, `about`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
