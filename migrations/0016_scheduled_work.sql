-- What is known of each scheduled job: who runs it, when it last did its work, and whether somebody was told that it does not.
CREATE TABLE `job_states` (
	`job` text PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`run_id` text,
	`leased_until` integer DEFAULT 0 NOT NULL,
	`good_at` integer,
	`has_more` integer DEFAULT false NOT NULL,
	`alarmed_at` integer
);
-- A place that has run for long is not alarmed about jobs that ran well before this table was there.
INSERT INTO `job_states` (`job`, `since`, `good_at`)
SELECT `job`, min(`started_at`), max(CASE WHEN `ended_at` IS NOT NULL AND `error` IS NULL THEN `started_at` END) FROM `job_runs` GROUP BY `job`;
