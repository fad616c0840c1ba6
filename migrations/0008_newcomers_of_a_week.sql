-- How many newcomers a group welcomes in a week, over all its sessions, and the most it said it can.
ALTER TABLE `sessions` ADD `moved_to_week` text;

CREATE TABLE `group_weeks` (
	`group_id` text NOT NULL,
	`week_on` text NOT NULL,
	`newcomers_taken` integer DEFAULT 0 NOT NULL,
	`newcomer_limit` integer,
	PRIMARY KEY(`group_id`, `week_on`),
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "group_week_newcomers_within_limit" CHECK(newcomer_limit IS NULL OR newcomers_taken <= newcomer_limit)
);
CREATE INDEX `group_weeks_week` ON `group_weeks` (`week_on`,`group_id`);

INSERT INTO group_weeks (group_id, week_on, newcomers_taken)
SELECT s.group_id, date(s.occurs_on, '-6 days', 'weekday 1'), sum(b.places)
FROM sessions AS s JOIN bookings AS b ON b.session_id = s.id
WHERE b.is_first_visit AND b.status IN ('offered', 'booked', 'confirmed', 'attended')
GROUP BY 1, 2;
