-- The link worker's whole job: referrals, listening, matching, outcomes and unmet need.
ALTER TABLE `bookings` ADD `routine_id` text;
ALTER TABLE `groups` ADD `min_age` integer;
ALTER TABLE `groups` ADD `max_age` integer;
ALTER TABLE `groups` ADD `gender` text DEFAULT 'anyone' NOT NULL;
ALTER TABLE `groups` ADD `newcomers_per_week` integer;
ALTER TABLE `memberships` ADD `is_lead` integer DEFAULT false NOT NULL;
ALTER TABLE `people` ADD `withdrawn_at` integer;
ALTER TABLE `people` ADD `erased_at` integer;
ALTER TABLE `people` ADD `merged_into` text;
ALTER TABLE `places` ADD `referral_sources` text DEFAULT '["gp_practice","hospital","social_care","school","employer","community","self"]' NOT NULL;
ALTER TABLE `places` ADD `contact_days` integer DEFAULT 5 NOT NULL;
ALTER TABLE `places` ADD `answer_days` integer DEFAULT 10 NOT NULL;
ALTER TABLE `places` ADD `match_weights` text DEFAULT '{}' NOT NULL;
ALTER TABLE `places` ADD `keep_people_months` integer DEFAULT 24 NOT NULL;
ALTER TABLE `places` ADD `keep_declined_months` integer DEFAULT 6 NOT NULL;

CREATE TABLE `referrals` (
	`id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	`source` text NOT NULL,
	`via` text NOT NULL,
	`reasons` text NOT NULL,
	`story` text,
	`referrer` text,
	`consent_at` integer NOT NULL,
	`consent_by` text,
	`consent_words` text,
	`tells` text NOT NULL,
	`status` text NOT NULL,
	`end_reason` text,
	`end_words` text,
	`assigned_to` text,
	`received_at` integer NOT NULL,
	`contact_due_at` integer NOT NULL,
	`answer_due_at` integer NOT NULL,
	`contacted_at` integer,
	`supporting_at` integer,
	`first_attended_at` integer,
	`ended_at` integer,
	`escalated_at` integer,
	`external_id` text,
	`sent_by` text,
	`link_version` integer DEFAULT 0 NOT NULL,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`team_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "referral_status_known" CHECK(status IN ('received', 'contacted', 'supporting', 'completed', 'declined', 'unreachable', 'withdrawn')),
	CONSTRAINT "referral_end_has_reason" CHECK(status NOT IN ('completed', 'declined', 'unreachable', 'withdrawn') OR ended_at IS NOT NULL)
);
CREATE INDEX `referrals_inbox` ON `referrals` (`team_id`,`status`,`contact_due_at`);
CREATE INDEX `referrals_team` ON `referrals` (`team_id`,`received_at`,`id`);
CREATE INDEX `referrals_person` ON `referrals` (`person_id`);
CREATE INDEX `referrals_worker` ON `referrals` (`assigned_to`,`status`);
CREATE INDEX `referrals_unanswered` ON `referrals` (`answer_due_at`) WHERE status = 'received';
CREATE UNIQUE INDEX `referrals_external` ON `referrals` (`sent_by`,`external_id`);

CREATE TABLE `referral_news` (
	`referral_id` text NOT NULL,
	`stage` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`referral_id`, `stage`),
	FOREIGN KEY (`referral_id`) REFERENCES `referrals`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	`happened_at` integer NOT NULL,
	`channel` text NOT NULL,
	`minutes` integer NOT NULL,
	`was_reached` integer NOT NULL,
	`words` text NOT NULL,
	`next_step` text,
	`next_step_on` text,
	`next_step_done_at` integer,
	`written_by` text NOT NULL,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "conversation_minutes" CHECK(minutes BETWEEN 0 AND 1440)
);
CREATE INDEX `conversations_person` ON `conversations` (`person_id`,`happened_at`);
CREATE INDEX `conversations_due` ON `conversations` (`team_id`,`next_step_on`) WHERE next_step_done_at IS NULL AND next_step_on IS NOT NULL;

CREATE TABLE `profiles` (
	`person_id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`matters` text,
	`strengths` text,
	`point` text,
	`gender` text,
	`interests` text NOT NULL,
	`suits` text NOT NULL,
	`cannot` text NOT NULL,
	`languages` text NOT NULL,
	`language_required` integer NOT NULL,
	`reach_km` real,
	`step` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE TABLE `needs` (
	`person_id` text NOT NULL,
	`code` text NOT NULL,
	`team_id` text NOT NULL,
	`since` integer NOT NULL,
	`met_at` integer,
	PRIMARY KEY(`person_id`, `code`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `needs_team` ON `needs` (`team_id`,`code`);

CREATE TABLE `goals` (
	`id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	`words` text NOT NULL,
	`status` text NOT NULL,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "goal_status_known" CHECK(status IN ('active', 'reached', 'set_aside'))
);
CREATE INDEX `goals_person` ON `goals` (`person_id`,`created_at`);

CREATE TABLE `goal_ratings` (
	`goal_id` text NOT NULL,
	`rated_on` text NOT NULL,
	`team_id` text NOT NULL,
	`rating` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`goal_id`, `rated_on`),
	FOREIGN KEY (`goal_id`) REFERENCES `goals`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "goal_rating_scale" CHECK(rating BETWEEN 0 AND 10)
);

CREATE TABLE `questionnaires` (
	`id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	`referral_id` text NOT NULL,
	`wave` text NOT NULL,
	`status` text NOT NULL,
	`due_at` integer NOT NULL,
	`asked_at` integer,
	`answered_at` integer,
	`answered_by` text,
	`lost_reason` text,
	`link_version` integer DEFAULT 0 NOT NULL,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`referral_id`) REFERENCES `referrals`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "questionnaire_status_known" CHECK(status IN ('planned', 'asked', 'answered', 'lost'))
);
CREATE UNIQUE INDEX `questionnaires_once` ON `questionnaires` (`referral_id`,`wave`);
CREATE INDEX `questionnaires_due` ON `questionnaires` (`due_at`) WHERE status = 'planned';
CREATE INDEX `questionnaires_open` ON `questionnaires` (`asked_at`) WHERE status = 'asked';
CREATE INDEX `questionnaires_team` ON `questionnaires` (`team_id`,`due_at`);
CREATE INDEX `questionnaires_person` ON `questionnaires` (`person_id`,`due_at`);

CREATE TABLE `outcomes` (
	`questionnaire_id` text NOT NULL,
	`instrument` text NOT NULL,
	`version` text NOT NULL,
	`language` text NOT NULL,
	`translation` text NOT NULL,
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	`item_values` text NOT NULL,
	`answered_at` integer NOT NULL,
	PRIMARY KEY(`questionnaire_id`, `instrument`),
	FOREIGN KEY (`questionnaire_id`) REFERENCES `questionnaires`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `outcomes_team` ON `outcomes` (`team_id`,`instrument`,`answered_at`);
CREATE INDEX `outcomes_person` ON `outcomes` (`person_id`,`answered_at`);

CREATE TABLE `unmet_needs` (
	`id` text PRIMARY KEY NOT NULL,
	`once` text NOT NULL,
	`cause` text NOT NULL,
	`team_id` text NOT NULL,
	`activity` text NOT NULL,
	`area` text NOT NULL,
	`times` text NOT NULL,
	`access_needs` text NOT NULL,
	`language` text NOT NULL,
	`words` text,
	`month_on` text NOT NULL,
	CONSTRAINT "unmet_cause_known" CHECK(cause IN ('no_match', 'referral_declined', 'wait_expired', 'no_buddy', 'told_by_link_worker'))
);
CREATE UNIQUE INDEX `unmet_needs_once` ON `unmet_needs` (`once`);
CREATE INDEX `unmet_needs_month` ON `unmet_needs` (`month_on`,`area`);

-- Everybody who was there already was added by a link worker who had spoken with them.
INSERT INTO referrals (id, team_id, person_id, source, via, reasons, consent_at, tells, status, assigned_to, received_at,
  contact_due_at, answer_due_at, contacted_at, supporting_at, step, created_at)
SELECT lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2),
  hex(randomblob(6)))), team_id, id, 'self', 'link_worker', '[]', consent_at, '[]', 'supporting', link_worker_id, created_at,
  created_at, created_at, created_at, created_at, 1, created_at FROM people;
