CREATE TABLE `audit_entries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`action` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`step` integer,
	`from_state` text,
	`to_state` text,
	`person_id` text,
	`org_id` text,
	`why` text,
	`request_id` text NOT NULL
);

CREATE UNIQUE INDEX `audit_entries_step` ON `audit_entries` (`subject_id`,`step`);
CREATE INDEX `audit_entries_person` ON `audit_entries` (`person_id`,`id`);
CREATE INDEX `audit_entries_org` ON `audit_entries` (`org_id`,`id`);
CREATE TABLE `audit_links` (
	`entry_id` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL
);

CREATE TABLE `bookings` (
	`id` text PRIMARY KEY NOT NULL,
	`provider_id` text NOT NULL,
	`team_id` text NOT NULL,
	`session_id` text NOT NULL,
	`group_id` text NOT NULL,
	`person_id` text NOT NULL,
	`booked_by` text NOT NULL,
	`places` integer NOT NULL,
	`is_first_visit` integer NOT NULL,
	`buddy_wish` text NOT NULL,
	`status` text NOT NULL,
	`answered_status` text NOT NULL,
	`answered_position` integer,
	`answered_why` text,
	`ticket` integer,
	`offer_expires_at` integer,
	`confirmed_at` integer,
	`confirmed_how` text,
	`cancelled_by` text,
	`reason` text,
	`missed_cause` text,
	`link_version` integer DEFAULT 0 NOT NULL,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`team_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "booking_places" CHECK(places BETWEEN 1 AND 2),
	CONSTRAINT "booking_status_known" CHECK(status IN ('waitlisted', 'offered', 'booked', 'confirmed', 'attended', 'missed', 'cancelled', 'expired')),
	CONSTRAINT "booking_waits_with_ticket" CHECK(status NOT IN ('waitlisted', 'offered') OR ticket IS NOT NULL),
	CONSTRAINT "booking_offer_ends" CHECK(status <> 'offered' OR offer_expires_at IS NOT NULL)
);

CREATE UNIQUE INDEX `bookings_live` ON `bookings` (`session_id`,`person_id`) WHERE status NOT IN ('cancelled', 'expired');
CREATE INDEX `bookings_session` ON `bookings` (`session_id`,`status`,`ticket`);
CREATE INDEX `bookings_line` ON `bookings` (`session_id`,`places`,`is_first_visit`,`ticket`) WHERE status = 'waitlisted';
CREATE INDEX `bookings_person` ON `bookings` (`person_id`,`created_at`);
CREATE INDEX `bookings_person_group` ON `bookings` (`person_id`,`group_id`);
CREATE INDEX `bookings_team` ON `bookings` (`team_id`,`id`);
CREATE INDEX `bookings_provider` ON `bookings` (`provider_id`,`id`);
CREATE INDEX `bookings_offers` ON `bookings` (`offer_expires_at`) WHERE status = 'offered';
CREATE TABLE `idempotency_keys` (
	`owner_id` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`booking_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`owner_id`, `key`),
	FOREIGN KEY (`booking_id`) REFERENCES `bookings`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE INDEX `idempotency_keys_age` ON `idempotency_keys` (`created_at`);
CREATE TABLE `buddies` (
	`id` text PRIMARY KEY NOT NULL,
	`hub_id` text NOT NULL,
	`user_id` text,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_index` text NOT NULL,
	`phone` text NOT NULL,
	`locale` text NOT NULL,
	`about` text NOT NULL,
	`areas` text NOT NULL,
	`activities` text NOT NULL,
	`languages` text NOT NULL,
	`availability` text NOT NULL,
	`status` text NOT NULL,
	`checked_until_on` text,
	`decline_reason` text,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`hub_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "buddies_status_known" CHECK(status IN ('applied', 'vetting', 'approved', 'paused', 'expired', 'declined'))
);

CREATE INDEX `buddies_hub` ON `buddies` (`hub_id`,`status`,`id`);
CREATE UNIQUE INDEX `buddies_email` ON `buddies` (`email_index`);
CREATE UNIQUE INDEX `buddies_user` ON `buddies` (`user_id`);
CREATE TABLE `buddy_slots` (
	`buddy_id` text NOT NULL,
	`slot_at` integer NOT NULL,
	`visit_id` text NOT NULL,
	PRIMARY KEY(`buddy_id`, `slot_at`),
	FOREIGN KEY (`buddy_id`) REFERENCES `buddies`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`visit_id`) REFERENCES `visits`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE INDEX `buddy_slots_visit` ON `buddy_slots` (`visit_id`);
CREATE TABLE `visits` (
	`id` text PRIMARY KEY NOT NULL,
	`booking_id` text NOT NULL,
	`session_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`team_id` text NOT NULL,
	`area` text NOT NULL,
	`activity` text NOT NULL,
	`language` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`status` text NOT NULL,
	`buddy_id` text,
	`claimed_at` integer,
	`alarmed_at` integer,
	`arrangement` text,
	`report` text,
	`report_note` text,
	`reported_at` integer,
	`report_answered_at` integer,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`booking_id`) REFERENCES `bookings`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`buddy_id`) REFERENCES `buddies`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "visits_status_known" CHECK(status IN ('wanted', 'claimed', 'accompanied', 'missed', 'not_needed')),
	CONSTRAINT "visits_claimed_by_someone" CHECK(status <> 'claimed' OR buddy_id IS NOT NULL)
);

CREATE UNIQUE INDEX `visits_active` ON `visits` (`booking_id`) WHERE status IN ('wanted', 'claimed');
CREATE INDEX `visits_open` ON `visits` (`starts_at`,`id`) WHERE status = 'wanted';
CREATE INDEX `visits_buddy` ON `visits` (`buddy_id`,`starts_at`);
CREATE INDEX `visits_session` ON `visits` (`session_id`);
CREATE INDEX `visits_team` ON `visits` (`team_id`,`starts_at`);
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`venue_id` text NOT NULL,
	`name` text NOT NULL,
	`summary` text NOT NULL,
	`description` text NOT NULL,
	`activities` text NOT NULL,
	`languages` text NOT NULL,
	`access_features` text NOT NULL,
	`who_it_is_for` text NOT NULL,
	`cost` text NOT NULL,
	`what_to_bring` text NOT NULL,
	`contact_name` text NOT NULL,
	`contact_phone` text NOT NULL,
	`contact_email` text NOT NULL,
	`status` text NOT NULL,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`venue_id`) REFERENCES `venues`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "groups_status_known" CHECK(status IN ('awaiting_check', 'verified', 'paused', 'closed'))
);

CREATE INDEX `groups_org` ON `groups` (`org_id`,`id`);
CREATE INDEX `groups_status` ON `groups` (`status`,`id`);
CREATE TABLE `venues` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`postcode` text DEFAULT '' NOT NULL,
	`area` text NOT NULL,
	`latitude` real,
	`longitude` real,
	`how_to_find` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE INDEX `venues_org` ON `venues` (`org_id`);
CREATE TABLE `job_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`job` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`counts` text,
	`error` text
);

CREATE INDEX `job_runs_job` ON `job_runs` (`job`,`started_at`);
CREATE INDEX `job_runs_age` ON `job_runs` (`started_at`);
CREATE TABLE `mailbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`idempotency_key` text NOT NULL,
	`position` integer NOT NULL,
	`letter` text NOT NULL,
	`received_at` integer NOT NULL
);

CREATE UNIQUE INDEX `mailbox_once` ON `mailbox` (`idempotency_key`,`position`);
CREATE TABLE `messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`recipient_kind` text NOT NULL,
	`recipient_id` text NOT NULL,
	`subject_id` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`secret` text,
	`status` text DEFAULT 'planned' NOT NULL,
	`due_at` integer NOT NULL,
	`useful_until` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`batch_id` text,
	`provider_id` text,
	`outcome` text,
	`sent_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`batch_id`) REFERENCES `send_batches`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "messages_status_known" CHECK(status IN ('planned', 'sending', 'sent', 'delivered', 'bounced', 'complained', 'suppressed', 'cancelled', 'failed'))
);

CREATE UNIQUE INDEX `messages_dedupe` ON `messages` (`dedupe_key`);
CREATE INDEX `messages_due` ON `messages` (`due_at`,`id`) WHERE status = 'planned';
CREATE INDEX `messages_batch` ON `messages` (`batch_id`) WHERE batch_id IS NOT NULL;
CREATE INDEX `messages_subject` ON `messages` (`subject_id`);
CREATE INDEX `messages_recipient` ON `messages` (`recipient_id`);
CREATE INDEX `messages_provider` ON `messages` (`provider_id`) WHERE provider_id IS NOT NULL;
CREATE INDEX `messages_attention` ON `messages` (`status`,`id`) WHERE status IN ('failed', 'bounced', 'complained');
CREATE TABLE `send_batches` (
	`id` text PRIMARY KEY NOT NULL,
	`payload` text,
	`status` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`first_tried_at` integer,
	`next_try_at` integer NOT NULL,
	`leased_until` integer NOT NULL,
	`last_error` text,
	`created_at` integer NOT NULL,
	CONSTRAINT "send_batches_status_known" CHECK(status IN ('claimed', 'frozen', 'done', 'held'))
);

CREATE INDEX `send_batches_open` ON `send_batches` (`next_try_at`) WHERE status IN ('claimed', 'frozen');
CREATE INDEX `send_batches_held` ON `send_batches` (`created_at`) WHERE status = 'held';
CREATE TABLE `suppressed_addresses` (
	`address_index` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`since` integer NOT NULL
);

CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`role` text NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`locale` text NOT NULL,
	`token_hash` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`accepted_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`org_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE UNIQUE INDEX `invitations_token` ON `invitations` (`token_hash`);
CREATE INDEX `invitations_org` ON `invitations` (`org_id`);
CREATE TABLE `memberships` (
	`user_id` text NOT NULL,
	`org_id` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `org_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`org_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "memberships_role" CHECK(role IN ('coordinator', 'organiser', 'link_worker', 'buddy'))
);

CREATE INDEX `memberships_org` ON `memberships` (`org_id`);
CREATE TABLE `organisations` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`contact_email` text DEFAULT '' NOT NULL,
	`contact_phone` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "organisations_kind" CHECK(kind IN ('provider', 'referral_team', 'volunteer_hub', 'place_office'))
);

CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_index` text NOT NULL,
	`locale` text NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL
);

CREATE UNIQUE INDEX `users_email` ON `users` (`email_index`);
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`link_worker_id` text NOT NULL,
	`name` text NOT NULL,
	`preferred_name` text NOT NULL,
	`birth_date` text,
	`email` text,
	`phone` text,
	`carer` text,
	`notes` text,
	`email_index` text,
	`phone_index` text,
	`name_birth_index` text,
	`reach_by` text NOT NULL,
	`language` text NOT NULL,
	`area` text DEFAULT '' NOT NULL,
	`access_needs` text NOT NULL,
	`shares_access_needs` integer NOT NULL,
	`consent_at` integer NOT NULL,
	`consent_by` text NOT NULL,
	`consent_words` text NOT NULL,
	`reminders_stopped_at` integer,
	`surveys_stopped_at` integer,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`team_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "people_reach_known" CHECK(reach_by IN ('email', 'phone', 'carer'))
);

CREATE INDEX `people_team` ON `people` (`team_id`,`created_at`,`id`);
CREATE INDEX `people_email` ON `people` (`team_id`,`email_index`) WHERE email_index IS NOT NULL;
CREATE INDEX `people_phone` ON `people` (`team_id`,`phone_index`) WHERE phone_index IS NOT NULL;
CREATE INDEX `people_name_birth` ON `people` (`team_id`,`name_birth_index`) WHERE name_birth_index IS NOT NULL;
CREATE TABLE `places` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`time_zone` text NOT NULL,
	`locale` text NOT NULL,
	`country` text NOT NULL,
	`phone` text NOT NULL,
	`reply_to` text NOT NULL,
	`areas` text NOT NULL,
	`quiet_from` text DEFAULT '21:00' NOT NULL,
	`quiet_until` text DEFAULT '08:00' NOT NULL,
	`offer_hours` integer DEFAULT 24 NOT NULL,
	`confirm_hours` integer DEFAULT 24 NOT NULL,
	CONSTRAINT "places_is_one" CHECK(id = 'place')
);

CREATE TABLE `series` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`group_id` text NOT NULL,
	`venue_id` text NOT NULL,
	`recurrence` text NOT NULL,
	`minutes` integer NOT NULL,
	`capacity` integer NOT NULL,
	`newcomer_limit` integer,
	`newcomer_places` integer DEFAULT 0 NOT NULL,
	`booking_closes_minutes` integer NOT NULL,
	`buddy_for_first_visit` integer NOT NULL,
	`meeting_point` text NOT NULL,
	`extended_to` text NOT NULL,
	`ended_at` integer,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`venue_id`) REFERENCES `venues`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE INDEX `series_group` ON `series` (`group_id`);
CREATE INDEX `series_extend` ON `series` (`extended_to`) WHERE ended_at IS NULL;
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`org_id` text NOT NULL,
	`group_id` text NOT NULL,
	`series_id` text,
	`venue_id` text NOT NULL,
	`occurs_on` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`booking_closes_at` integer NOT NULL,
	`status` text NOT NULL,
	`cancel_reason` text,
	`capacity` integer NOT NULL,
	`places_taken` integer DEFAULT 0 NOT NULL,
	`newcomer_limit` integer,
	`newcomers_taken` integer DEFAULT 0 NOT NULL,
	`newcomer_places` integer DEFAULT 0 NOT NULL,
	`waiting` integer DEFAULT 0 NOT NULL,
	`tickets` integer DEFAULT 0 NOT NULL,
	`buddy_for_first_visit` integer NOT NULL,
	`meeting_point` text NOT NULL,
	`walk_ins` integer DEFAULT 0 NOT NULL,
	`register_taken_at` integer,
	`calendar_sequence` integer DEFAULT 0 NOT NULL,
	`step` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`org_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`series_id`) REFERENCES `series`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`venue_id`) REFERENCES `venues`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "session_status_known" CHECK(status IN ('scheduled', 'cancelled', 'held')),
	CONSTRAINT "session_capacity_positive" CHECK(capacity BETWEEN 1 AND 10000),
	CONSTRAINT "session_ends_after_start" CHECK(ends_at > starts_at),
	CONSTRAINT "session_counts_not_negative" CHECK(newcomers_taken >= 0 AND waiting >= 0 AND newcomers_taken <= places_taken),
	CONSTRAINT "session_within_capacity" CHECK(places_taken BETWEEN 0 AND capacity),
	CONSTRAINT "session_newcomers_within_limit" CHECK(newcomer_limit IS NULL OR newcomers_taken <= newcomer_limit),
	CONSTRAINT "session_keeps_newcomer_places" CHECK(newcomer_places = 0 OR places_taken - newcomers_taken <= capacity - newcomer_places),
	CONSTRAINT "session_cancelled_holds_nobody" CHECK(status <> 'cancelled' OR (places_taken = 0 AND waiting = 0))
);

CREATE INDEX `sessions_upcoming` ON `sessions` (`status`,`starts_at`,`id`);
CREATE INDEX `sessions_org` ON `sessions` (`org_id`,`starts_at`,`id`);
CREATE INDEX `sessions_group` ON `sessions` (`group_id`,`starts_at`);
CREATE UNIQUE INDEX `sessions_occurrence` ON `sessions` (`series_id`,`occurs_on`);
CREATE INDEX `sessions_waiting` ON `sessions` (`starts_at`) WHERE waiting > 0;
CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`org_id` text NOT NULL,
	`name` text NOT NULL,
	`may_write` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`org_id`) REFERENCES `organisations`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE UNIQUE INDEX `api_tokens_token` ON `api_tokens` (`token_hash`);
CREATE INDEX `api_tokens_org` ON `api_tokens` (`org_id`);
CREATE TABLE `rate_counts` (
	`key` text NOT NULL,
	`window_at` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`key`, `window_at`)
);

CREATE INDEX `rate_counts_window` ON `rate_counts` (`window_at`);
CREATE TABLE `redemptions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`redeemed_at` integer NOT NULL
);

CREATE TABLE `sign_in_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`browser_hash` text NOT NULL,
	`code_hash` text NOT NULL,
	`code_tries` integer DEFAULT 0 NOT NULL,
	`email_index` text NOT NULL,
	`user_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE UNIQUE INDEX `sign_in_requests_token` ON `sign_in_requests` (`token_hash`);
CREATE INDEX `sign_in_requests_expiry` ON `sign_in_requests` (`expires_at`);
CREATE INDEX `sign_in_requests_email` ON `sign_in_requests` (`email_index`,`created_at`);
CREATE TABLE `sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`user_id` text NOT NULL,
	`device` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);

CREATE UNIQUE INDEX `sign_ins_token` ON `sign_ins` (`token_hash`);
CREATE INDEX `sign_ins_user` ON `sign_ins` (`user_id`);
CREATE TABLE `responses` (
	`booking_id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	`went` text NOT NULL,
	`rating` integer,
	`again` text,
	`note` text,
	`language` text NOT NULL,
	`answered_by` text NOT NULL,
	`answered_at` integer NOT NULL,
	`step` integer NOT NULL,
	FOREIGN KEY (`booking_id`) REFERENCES `bookings`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "responses_rating" CHECK(rating IS NULL OR rating BETWEEN 1 AND 5)
);

CREATE INDEX `responses_team` ON `responses` (`team_id`,`answered_at`);
